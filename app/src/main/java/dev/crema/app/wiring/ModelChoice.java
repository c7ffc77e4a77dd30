package dev.crema.app.wiring;

import dev.crema.mlx.hub.library.InstalledModel;
import dev.crema.mlx.hub.library.ModelLibrary;
import dev.crema.proxy.config.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which model on disk a configuration means. */
public final class ModelChoice {
    /** System property with the path of the default model; the launcher and the packaged app set it. */
    public static final String DEFAULT_MODEL_PROPERTY = "crema.default.model";

    private ModelChoice() {}

    /**
     * The configured path, or the id of an installed model; without a choice the default model, or where there is none, as in
     * a package, the installed one that changed last.
     *
     * @param defaultModel path of the default model, or null where none is known
     * @throws StartException if there is no such model
     */
    public static Path resolve(Config config, @Nullable Path defaultModel) {
        String wanted = config.model();
        if (wanted == null) {
            return defaultModel != null && Files.exists(defaultModel)
                    ? defaultModel
                    : latest(config).orElseThrow(() -> none(defaultModel));
        }
        Path path = wanted.startsWith("~/")
                ? Path.of(System.getProperty("user.home")).resolve(wanted.substring(2))
                : Path.of(wanted);
        if (Files.exists(path)) {
            return path.toAbsolutePath().normalize();
        }
        ModelLibrary installed = ModelLibrary.of(config.home());
        return installed
                .find(wanted)
                .map(InstalledModel::path)
                .orElseThrow(() -> new StartException("There is no model " + wanted
                        + ": it is neither a folder or GGUF file nor the name of a model in " + installed.folder()
                        + ". 'crema models' lists what is there."));
    }

    private static Optional<Path> latest(Config config) {
        return ModelLibrary.of(config.home()).list().stream()
                .map(InstalledModel::path)
                .max(Comparator.comparingLong(path -> path.toFile().lastModified()));
    }

    private static StartException none(@Nullable Path defaultModel) {
        String fetch = "There is no model on this machine yet. Fetch one: in the app under Models, or with"
                + " 'crema models pull NAME'; 'crema models list --available' says what suits this machine.";
        return new StartException(
                defaultModel == null
                        ? fetch + " One that you have is named with --model FOLDER|FILE.gguf."
                        : fetch + " The default model is not at " + defaultModel + ": './crema prepare' fetches it.");
    }

    /** The default model's path as this process was told, or null. */
    public static @Nullable Path defaultModel() {
        String path = System.getProperty(DEFAULT_MODEL_PROPERTY);
        return path == null || path.isBlank() ? null : Path.of(path);
    }
}

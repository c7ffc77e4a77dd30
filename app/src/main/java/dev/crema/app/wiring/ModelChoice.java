package dev.crema.app.wiring;

import dev.crema.mlx.hub.library.InstalledModel;
import dev.crema.mlx.hub.library.ModelLibrary;
import dev.crema.proxy.config.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Which model on disk a configuration means. */
public final class ModelChoice {
    /** System property with the path of the default model; the launcher and the packaged app set it. */
    public static final String DEFAULT_MODEL_PROPERTY = "crema.default.model";

    private ModelChoice() {}

    /**
     * The configured path, or the id of an installed model, or else the default model.
     *
     * @param defaultModel path of the default model, or null where none is known
     * @throws StartException if there is no such model
     */
    public static Path resolve(Config config, @Nullable Path defaultModel) {
        String wanted = config.model();
        if (wanted == null) {
            if (defaultModel != null && Files.exists(defaultModel)) {
                return defaultModel;
            }
            throw new StartException("There is no model to load: the default model "
                    + (defaultModel == null ? "is not known" : "is not at " + defaultModel)
                    + ". Start Crema with ./crema serve, which fetches it, or name one with --model FOLDER|FILE.gguf.");
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

    /** The default model's path as this process was told, or null. */
    public static @Nullable Path defaultModel() {
        String path = System.getProperty(DEFAULT_MODEL_PROPERTY);
        return path == null || path.isBlank() ? null : Path.of(path);
    }
}

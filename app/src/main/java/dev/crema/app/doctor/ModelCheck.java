package dev.crema.app.doctor;

import dev.crema.app.wiring.ModelChoice;
import dev.crema.app.wiring.StartException;
import dev.crema.mlx.array.DType;
import dev.crema.mlx.hardware.Hardware;
import dev.crema.mlx.hub.catalogue.MemoryFit;
import dev.crema.mlx.hub.library.InstalledModel;
import dev.crema.mlx.hub.library.ModelLibrary;
import dev.crema.mlx.kv.KvLayout;
import dev.crema.mlx.model.Architectures;
import dev.crema.mlx.model.ModelConfig;
import dev.crema.mlx.weights.ModelFolder;
import dev.crema.mlx.weights.ModelFormatException;
import dev.crema.proxy.config.Config;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether models are there, whole, of a family that Crema runs, and of a size that fits. Maps weights, reads none. */
final class ModelCheck implements Check {
    /** Family of embedding models, which hold no conversations. */
    private static final String EMBEDDER = "bert";

    private final Config config;
    private final Hardware hardware;
    private final @Nullable Path defaultModel;

    ModelCheck(Config config, Hardware hardware) {
        this(config, hardware, ModelChoice.defaultModel());
    }

    ModelCheck(Config config, Hardware hardware, @Nullable Path defaultModel) {
        this.config = config;
        this.hardware = hardware;
        this.defaultModel = defaultModel;
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        Path chosen = chosen(findings);
        try {
            for (InstalledModel installed : ModelLibrary.of(config.home()).list()) {
                if (!installed.path().equals(chosen)) {
                    findings.add(unused(installed));
                }
            }
        } catch (UncheckedIOException e) {
            findings.add(Finding.warning(
                    "models",
                    "The folder of models cannot be read: " + e.getMessage(),
                    "Make " + config.home().resolve("models") + " readable."));
        }
        return findings;
    }

    private @Nullable Path chosen(List<Finding> findings) {
        try {
            Path path = ModelChoice.resolve(config, defaultModel);
            findings.add(inspect(path));
            return path;
        } catch (StartException e) {
            findings.add(Finding.problem(
                    "model",
                    String.valueOf(e.getMessage()),
                    "'crema models pull' fetches one, from a checkout ./crema prepare the default one; CREMA_MODEL or --model"
                            + " names another."));
            return null;
        }
    }

    private Finding inspect(Path path) {
        try {
            Model model = Model.open(path, Architectures.supported());
            MemoryFit fit = MemoryFit.of(hardware, model.bytes(), model.kvBytesPerToken());
            return fit.verdict() == MemoryFit.Verdict.TOO_LARGE
                    ? Finding.warning("model", model + ". " + fit.reason(), "Choose another model with --model.")
                    : Finding.ok("model", model.toString());
        } catch (ModelFormatException e) {
            return Finding.problem(
                    "model",
                    String.valueOf(e.getMessage()),
                    "Download it again, or choose another with CREMA_MODEL or --model.");
        }
    }

    private static Finding unused(InstalledModel installed) {
        try {
            Set<String> families = new TreeSet<>(Architectures.supported());
            families.add(EMBEDDER);
            return Finding.ok("models", Model.open(installed.path(), families).toString());
        } catch (ModelFormatException e) {
            return Finding.warning(
                    "models",
                    installed.id() + ": " + e.getMessage(),
                    "Download it again, or delete " + installed.path() + ".");
        }
    }

    /** A model that could be loaded, by all that can be told without loading it. */
    private record Model(String id, String family, long bytes, long kvBytesPerToken) {
        static Model open(Path path, Collection<String> families) {
            try (ModelFolder folder = ModelFolder.open(path)) {
                ModelConfig config = new ModelConfig(folder.config());
                String family = config.modelType();
                if (!families.contains(family)) {
                    throw new ModelFormatException(folder.id() + " is of the family " + family
                            + ", which Crema cannot run here. It runs " + String.join(", ", families) + ".");
                }
                folder.weights();
                folder.tokenizerJson();
                if (family.equals(EMBEDDER)) {
                    return new Model(folder.id(), family, folder.weightBytes(), 0);
                }
                folder.chatTemplate();
                KvLayout kv = new KvLayout(config.layers(), config.kvHeads(), config.headDim(), DType.FLOAT16);
                return new Model(folder.id(), family, folder.weightBytes(), kv.bytesPerToken());
            }
        }

        @Override
        public String toString() {
            return id + ", " + family + ", " + Folders.gigabytes(bytes) + " of weights";
        }
    }
}

package dev.crema.mlx.hub.library;

import dev.crema.mlx.array.DType;
import dev.crema.mlx.kv.KvLayout;
import dev.crema.mlx.model.Architectures;
import dev.crema.mlx.model.ModelConfig;
import dev.crema.mlx.weights.ModelFolder;
import dev.crema.mlx.weights.ModelFormatException;
import dev.crema.mlx.weights.WeightSummary;
import org.jspecify.annotations.Nullable;

/**
 * What a model on disk is, by its configuration and the headers of its weights.
 *
 * @param model where it is
 * @param family its {@code model_type}; empty: not known
 * @param parameters numbers it has; 0: not known
 * @param format how most of them are held, for example {@code 4-bit, groups of 64}; empty: not known
 * @param contextLength longest conversation it was made for, in tokens; 0: not known
 * @param weightBytes memory its weights take
 * @param kvBytesPerToken memory that keys and values of one token take at 16 bits a number; 0: not known
 * @param problem why Crema cannot load it, as sentences; null if nothing speaks against it
 */
public record ModelDescription(
        InstalledModel model,
        String family,
        long parameters,
        String format,
        int contextLength,
        long weightBytes,
        long kvBytesPerToken,
        @Nullable String problem) {
    /** Opens a model's small files; milliseconds, a tenth of a second for a GGUF file with a large vocabulary. */
    public static ModelDescription of(InstalledModel model) {
        try (ModelFolder folder = ModelFolder.open(model.path())) {
            return of(model, folder);
        } catch (ModelFormatException e) {
            return new ModelDescription(model, "", 0, "", 0, model.bytes(), 0, e.getMessage());
        }
    }

    /** Whether the engine runs models of this family, and this one is not damaged as far as headers tell. */
    public boolean supported() {
        return problem == null;
    }

    private static ModelDescription of(InstalledModel model, ModelFolder folder) {
        ModelConfig config = new ModelConfig(folder.config());
        String family = config.modelType();
        boolean known = Architectures.supports(family);
        WeightSummary weights = folder.summary();
        return new ModelDescription(
                model,
                family,
                weights.parameters(),
                weights.format(),
                config.contextLength(),
                folder.weightBytes(),
                known ? kvBytesPerToken(config) : 0,
                known
                        ? null
                        : "Crema cannot run models of the family " + family + " yet. It runs: "
                                + String.join(", ", Architectures.supported()) + ".");
    }

    private static long kvBytesPerToken(ModelConfig config) {
        // Refuses kinds of quantization that cannot be loaded.
        config.quantization("");
        return new KvLayout(config.layers(), config.kvHeads(), config.headDim(), DType.FLOAT16).bytesPerToken();
    }
}

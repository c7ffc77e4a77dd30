package dev.crema.mlx.model;

import dev.crema.mlx.weights.ModelFormatException;
import dev.crema.mlx.weights.WeightSource;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.DoubleConsumer;

/** The architectures Crema knows, by {@code model_type}. */
public final class Architectures {
    private static final Map<String, BiFunction<ModelConfig, Parameters, LanguageModel>> BY_MODEL_TYPE =
            Map.of("llama", Llama::load, "mistral", Llama::load, "qwen3", Qwen3::load);

    private Architectures() {}

    /** The values of {@code model_type} that can be loaded, sorted. */
    public static SortedSet<String> known() {
        return new TreeSet<>(BY_MODEL_TYPE.keySet());
    }

    /**
     * Loads a model's weights on the calling thread, which owns the model from then on.
     *
     * @param progress hears the fraction of tensors loaded
     * @throws ModelFormatException for an unknown architecture or unusable weights
     */
    public static LanguageModel load(
            ModelConfig config, WeightSource source, Precision precision, DoubleConsumer progress) {
        var architecture = BY_MODEL_TYPE.get(config.modelType());
        if (architecture == null) {
            throw new ModelFormatException("The model's architecture is \"" + config.modelType()
                    + "\", which Crema cannot run yet. It runs: "
                    + String.join(", ", known()) + ".");
        }
        Parameters parameters = new Parameters(source, config, precision, progress);
        try {
            return architecture.apply(config, parameters);
        } catch (RuntimeException e) {
            parameters.close();
            throw e;
        }
    }
}

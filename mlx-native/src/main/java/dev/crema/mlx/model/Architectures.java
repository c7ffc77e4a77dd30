package dev.crema.mlx.model;

import dev.crema.mlx.weights.ModelFormatException;
import dev.crema.mlx.weights.WeightSource;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.DoubleConsumer;

/** The architectures Crema knows, by {@code model_type}. */
public final class Architectures {
    private static final Map<String, BiFunction<ModelConfig, Parameters, LanguageModel>> BY_MODEL_TYPE =
            Map.of("llama", Llama::load, "mistral", Llama::load, "qwen3", Qwen3::load);

    private Architectures() {}

    /** The {@code model_type}s that can be loaded, in alphabetical order. */
    public static List<String> supported() {
        return BY_MODEL_TYPE.keySet().stream().sorted().toList();
    }

    /** Whether models of that {@code model_type} can be loaded. */
    public static boolean supports(String modelType) {
        return BY_MODEL_TYPE.containsKey(modelType);
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
                    + String.join(", ", supported()) + ".");
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

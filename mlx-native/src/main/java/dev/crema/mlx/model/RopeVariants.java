package dev.crema.mlx.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.ops.Rope;
import dev.crema.mlx.weights.ModelFormatException;
import org.jspecify.annotations.Nullable;

/** Builds the {@link Rope} that a configuration asks for. */
final class RopeVariants {
    private RopeVariants() {}

    static Rope of(ModelConfig config, double theta, Parameters parameters) {
        int dims = config.headDim();
        boolean traditional = config.flag("rope_traditional");
        JsonNode scaling = config.ropeScaling();
        String type = type(scaling);
        return switch (type) {
            case "default" -> new Rope(dims, traditional, (float) theta, 1, null);
            case "linear" -> new Rope(dims, traditional, (float) theta, (float) (1 / factor(scaling)), null);
            case "llama3" -> {
                float[] frequencies = llama3(dims, theta, scaling);
                MlxArray kept = parameters.own(() -> MlxArray.ofFloats(frequencies, frequencies.length));
                yield new Rope(dims, traditional, (float) theta, 1, kept);
            }
            default ->
                throw new ModelFormatException("The model scales its positions by \"" + type
                        + "\", which Crema cannot do yet (it knows default, linear and llama3).");
        };
    }

    private static String type(@Nullable JsonNode scaling) {
        if (scaling == null) {
            return "default";
        }
        return scaling.path("type").asText(scaling.path("rope_type").asText("default"));
    }

    private static double factor(@Nullable JsonNode scaling) {
        double factor = scaling == null ? 0 : scaling.path("factor").asDouble(0);
        if (factor <= 0) {
            throw new ModelFormatException("rope_scaling in config.json has no usable \"factor\".");
        }
        return factor;
    }

    /**
     * Llama 3.1's frequencies: long wavelengths are stretched by the factor, short ones stay, those between are blended.
     * Source: the {@code llama3} RoPE type of Hugging Face transformers and of mlx-lm. In float32, as there.
     */
    private static float[] llama3(int dims, double theta, @Nullable JsonNode scaling) {
        float factor = (float) factor(scaling);
        JsonNode settings = java.util.Objects.requireNonNull(scaling);
        float lowFactor = (float) settings.path("low_freq_factor").asDouble(1);
        float highFactor = (float) settings.path("high_freq_factor").asDouble(4);
        float oldLength =
                (float) settings.path("original_max_position_embeddings").asDouble(8192);
        float[] frequencies = new float[dims / 2];
        for (int i = 0; i < frequencies.length; i++) {
            float frequency = (float) Math.pow(theta, 2.0 * i / dims);
            float wavelength = (float) (2 * Math.PI * frequency);
            if (wavelength > oldLength / lowFactor) {
                frequency *= factor;
            } else if (wavelength > oldLength / highFactor) {
                float smooth = (oldLength / wavelength - lowFactor) / (highFactor - lowFactor);
                frequency /= (1 - smooth) / factor + smooth;
            }
            frequencies[i] = frequency;
        }
        return frequencies;
    }
}

package dev.crema.mlx.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a model's weights are, by the headers of their files.
 *
 * @param parameters numbers the model has; quantized ones count one by one, their scales do not count
 * @param format how most of them are held: {@code 4-bit, groups of 64}, {@code BF16}, {@code Q4_1}
 */
public record WeightSummary(long parameters, String format) {
    private static final String WEIGHT = ".weight";

    /** Of safetensors whose quantization, if any, {@code config.json} states. */
    static WeightSummary of(WeightSource source, JsonNode config) {
        JsonNode quantization = config.path(config.has("quantization") ? "quantization" : "quantization_config");
        Set<String> names = source.names();
        Map<String, Long> elementsOfType = new HashMap<>();
        long parameters = 0;
        for (String name : names) {
            HostTensor tensor = source.tensor(name);
            long elements = Sizes.product(tensor.shape(), 1);
            if (name.endsWith(WEIGHT) && names.contains(module(name) + ".scales")) {
                parameters += elements * Integer.SIZE / bits(quantization, module(name));
            } else if (!belongsToQuantized(name, names)) {
                parameters += elements;
                elementsOfType.merge(tensor.dtype().safetensorsName(), elements, Long::sum);
            }
        }
        String format = quantization.path("bits").isInt()
                ? quantization.path("bits").asInt() + "-bit, groups of "
                        + quantization.path("group_size").asInt()
                : mostUsed(elementsOfType);
        return new WeightSummary(parameters, format);
    }

    /** Of a GGUF file. */
    static WeightSummary of(GgufFile file) {
        Map<String, Long> elementsOfType = new HashMap<>();
        long parameters = 0;
        for (GgufFile.Tensor tensor : file.tensors().values()) {
            long elements = Sizes.product(tensor.shape(), 1);
            if (!tensor.name().equals(GgufNames.ROPE_FACTORS)) {
                parameters += elements;
                String type = tensor.type() == null
                        ? "ggml type " + tensor.typeCode()
                        : tensor.type().name();
                elementsOfType.merge(type, elements, Long::sum);
            }
        }
        return new WeightSummary(parameters, mostUsed(elementsOfType));
    }

    private static boolean belongsToQuantized(String name, Set<String> names) {
        boolean scaleOrBias = name.endsWith(".scales") || name.endsWith(".biases");
        return scaleOrBias && names.contains(module(name) + WEIGHT);
    }

    private static String module(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }

    /** A module's own setting wins over the model's. Where neither says, packed numbers count as they are. */
    private static int bits(JsonNode quantization, String module) {
        int own = quantization.path(module).path("bits").asInt();
        int common = quantization.path("bits").asInt();
        return own > 0 ? own : common > 0 ? common : Integer.SIZE;
    }

    private static String mostUsed(Map<String, Long> elementsOfType) {
        return elementsOfType.entrySet().stream()
                .max(Comparator.comparingLong(entry -> Objects.requireNonNull(entry.getValue())))
                .map(Map.Entry::getKey)
                .orElse("empty");
    }
}

package dev.crema.mlx.weights;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Finds out how a GGUF model's rotary position embedding is scaled, in the words of Hugging Face's {@code rope_scaling}. */
final class GgufRope {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Constants of every published Llama 3 model; a GGUF holds only the factors that follow from them. */
    private static final double LLAMA3_LOW = 1;

    private static final double LLAMA3_HIGH = 4;
    private static final double LLAMA3_CONTEXT = 8192;
    private static final double TOLERANCE = 1e-3;

    private GgufRope() {}

    /**
     * The scaling, or null for none.
     *
     * @throws ModelFormatException if the file scales in a way that cannot be expressed
     */
    static @Nullable ObjectNode scaling(GgufFile file, GgufArchitecture architecture, int headSize) {
        GgufFile.Tensor factors = file.tensors().get(GgufNames.ROPE_FACTORS);
        if (factors != null) {
            return llama3(file, factors, architecture, headSize);
        }
        GgufMetadata metadata = file.metadata();
        String kind = metadata.string(architecture.key("rope.scaling.type"));
        return switch (kind) {
            case null -> null;
            case "none" -> null;
            case "linear" -> factor(metadata, architecture, kind);
            case "yarn" ->
                factor(metadata, architecture, kind)
                        .put(
                                "original_max_position_embeddings",
                                metadata.requiredSize(architecture.key("rope.scaling.original_context_length")));
            default -> throw unknown(file, "the kind " + kind);
        };
    }

    private static ObjectNode factor(GgufMetadata metadata, GgufArchitecture architecture, String kind) {
        ObjectNode scaling = Json.MAPPER.createObjectNode();
        scaling.put("rope_type", kind);
        scaling.put("factor", metadata.requiredNumber(architecture.key("rope.scaling.factor")));
        return scaling;
    }

    private static ObjectNode llama3(
            GgufFile file, GgufFile.Tensor factors, GgufArchitecture architecture, int headSize) {
        if (factors.type() != GgmlType.F32 || factors.shape().length != 1 || factors.rows() != headSize / 2) {
            throw unknown(file, "factors of an unexpected shape");
        }
        MemorySegment values = file.bytes(factors);
        double theta =
                file.metadata().number(architecture.key("rope.freq_base")).orElse(10_000);
        // The lowest frequency is scaled by the whole factor.
        double factor = values.getAtIndex(FLOAT, headSize / 2 - 1);
        for (int i = 0; i < headSize / 2; i++) {
            double wavelength = 2 * Math.PI * Math.pow(theta, 2.0 * i / headSize);
            double expected = llama3Factor(wavelength, factor);
            if (Math.abs(values.getAtIndex(FLOAT, i) - expected) > TOLERANCE * expected) {
                throw unknown(file, "factors other than Llama 3's");
            }
        }
        ObjectNode scaling = Json.MAPPER.createObjectNode();
        scaling.put("rope_type", "llama3");
        scaling.put("factor", factor);
        scaling.put("low_freq_factor", LLAMA3_LOW);
        scaling.put("high_freq_factor", LLAMA3_HIGH);
        scaling.put("original_max_position_embeddings", (int) LLAMA3_CONTEXT);
        return scaling;
    }

    private static double llama3Factor(double wavelength, double factor) {
        double turns = LLAMA3_CONTEXT / wavelength;
        double smooth = Math.clamp((turns - LLAMA3_LOW) / (LLAMA3_HIGH - LLAMA3_LOW), 0, 1);
        return 1 / ((1 - smooth) / factor + smooth);
    }

    private static ModelFormatException unknown(GgufFile file, String how) {
        return new ModelFormatException(file.path() + " scales its position embedding by " + how
                + ", which Crema cannot read from GGUF. Get an MLX (safetensors) version of the model.");
    }
}

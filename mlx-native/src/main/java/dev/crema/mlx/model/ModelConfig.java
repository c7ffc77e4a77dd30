package dev.crema.mlx.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.mlx.weights.ModelFormatException;
import org.jspecify.annotations.Nullable;

/**
 * A model's {@code config.json}, as Hugging Face and MLX write it. Reads fields with the fallbacks of the reference
 * implementations; a missing field that has none is a {@link ModelFormatException}.
 */
public record ModelConfig(JsonNode json) {
    /** The architecture's name. */
    public String modelType() {
        return text("model_type");
    }

    /** Width of the hidden states. */
    public int hiddenSize() {
        return integer("hidden_size");
    }

    /** Number of decoder layers. */
    public int layers() {
        return integer("num_hidden_layers");
    }

    /** Query heads. */
    public int heads() {
        return integer("num_attention_heads");
    }

    /** Key and value heads. */
    public int kvHeads() {
        return json.path("num_key_value_heads").asInt(heads());
    }

    /** Numbers per head. */
    public int headDim() {
        return json.path("head_dim").asInt(hiddenSize() / heads());
    }

    /** Epsilon of the RMS norms. */
    public float rmsNormEps() {
        return (float) json.path("rms_norm_eps").asDouble(1e-6);
    }

    /** Number of token ids. */
    public int vocabularySize() {
        return integer("vocab_size");
    }

    /** Longest sequence the model was made for. */
    public int contextLength() {
        return json.path("max_position_embeddings").asInt(4096);
    }

    /** Whether the output matrix is the embedding. */
    public boolean tiedEmbeddings(boolean byDefault) {
        return json.path("tie_word_embeddings").asBoolean(byDefault);
    }

    /** RoPE settings: newer files nest them under {@code rope_parameters}. */
    public double ropeTheta(double byDefault) {
        return json.path("rope_theta")
                .asDouble(json.path("rope_parameters").path("rope_theta").asDouble(byDefault));
    }

    /** RoPE scaling settings, or null for none. */
    public @Nullable JsonNode ropeScaling() {
        for (String field : new String[] {"rope_scaling", "rope_parameters"}) {
            JsonNode scaling = json.path(field);
            if (scaling.isObject()) {
                return scaling;
            }
        }
        return null;
    }

    /** A flag that is off unless set. */
    public boolean flag(String name) {
        return json.path(name).asBoolean(false);
    }

    /** How the matrix at a path ({@code model.layers.0.mlp.up_proj}) is quantized if it is; per-matrix entries win. */
    public @Nullable Quantization quantization(String path) {
        JsonNode all = json.path("quantization");
        if (!all.isObject()) {
            all = json.path("quantization_config");
        }
        if (!all.isObject()) {
            return null;
        }
        JsonNode own = all.path(path);
        JsonNode settings = own.isObject() ? own : all;
        String mode = settings.path("mode").asText("affine");
        if (!mode.equals("affine")) {
            throw new ModelFormatException("This model is quantized in the mode " + mode
                    + ", which Crema cannot load yet. Choose an MLX model quantized with 4 or 8 bits (affine).");
        }
        if (!settings.path("bits").isInt() || !settings.path("group_size").isInt()) {
            throw new ModelFormatException(
                    "The quantization settings in config.json have no bits and group_size. The model was quantized by "
                            + settings.path("quant_method").asText("another tool")
                            + "; choose a version of it converted for MLX.");
        }
        return new Quantization(
                settings.path("group_size").asInt(), settings.path("bits").asInt());
    }

    private int integer(String name) {
        JsonNode value = json.path(name);
        if (!value.isInt() || value.asInt() <= 0) {
            throw new ModelFormatException("config.json has no usable \"" + name + "\" (found "
                    + (value.isMissingNode() ? "nothing" : value) + "). The model's files are incomplete or damaged.");
        }
        return value.asInt();
    }

    private String text(String name) {
        JsonNode value = json.path(name);
        if (!value.isTextual()) {
            throw new ModelFormatException(
                    "config.json has no \"" + name + "\". The model's files are incomplete or damaged.");
        }
        return value.asText();
    }
}

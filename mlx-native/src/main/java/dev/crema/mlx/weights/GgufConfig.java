package dev.crema.mlx.weights;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Writes the {@code config.json} that a GGUF file's metadata and tensors stand for, as MLX conversions have it. */
final class GgufConfig {
    private final GgufFile file;
    private final GgufMetadata metadata;
    private final GgufArchitecture architecture;

    private GgufConfig(GgufFile file) {
        this.file = file;
        this.metadata = file.metadata();
        this.architecture = GgufArchitecture.of(metadata);
    }

    /**
     * The configuration of a GGUF model.
     *
     * @throws ModelFormatException if the metadata lack a size or describe something that the configuration cannot say
     */
    static ObjectNode of(GgufFile file) {
        return new GgufConfig(file).build();
    }

    private ObjectNode build() {
        ObjectNode config = Json.MAPPER.createObjectNode();
        int hidden = metadata.requiredSize(key("embedding_length"));
        int heads = architecture.heads();
        config.put("model_type", architecture.name());
        config.put("hidden_size", hidden);
        config.put("num_hidden_layers", metadata.requiredSize(key("block_count")));
        config.put("num_attention_heads", heads);
        config.put("num_key_value_heads", architecture.keyValueHeads());
        config.put("head_dim", headSize(hidden, heads));
        config.put("intermediate_size", metadata.requiredSize(key("feed_forward_length")));
        config.put("rms_norm_eps", metadata.requiredNumber(key("attention.layer_norm_rms_epsilon")));
        config.put("vocab_size", vocabularySize());
        config.put("max_position_embeddings", metadata.requiredSize(key("context_length")));
        config.put("rope_theta", metadata.number(key("rope.freq_base")).orElse(10_000));
        ObjectNode scaling = GgufRope.scaling(file, architecture, headSize(hidden, heads));
        if (scaling != null) {
            config.set("rope_scaling", scaling);
        }
        config.put("attention_bias", file.tensors().containsKey("blk.0.attn_q.bias"));
        config.put("mlp_bias", file.tensors().containsKey("blk.0.ffn_gate.bias"));
        config.put("tie_word_embeddings", !file.tensors().containsKey(GgufNames.OUTPUT));
        putTokenId(config, "bos_token_id");
        putTokenId(config, "eos_token_id");
        putQuantization(config);
        return config;
    }

    private String key(String name) {
        return architecture.key(name);
    }

    private int headSize(int hidden, int heads) {
        String key = key("attention.key_length");
        return metadata.keys().contains(key) ? metadata.requiredSize(key) : hidden / heads;
    }

    /** Rows of the embedding: some files declare another number than they have. */
    private int vocabularySize() {
        GgufFile.Tensor embedding = file.tensors().get(GgufNames.EMBEDDING);
        if (embedding == null) {
            throw new ModelFormatException(
                    file.path() + " has no tensor " + GgufNames.EMBEDDING + ". It is not a text model, or incomplete.");
        }
        return embedding.rows();
    }

    private void putTokenId(ObjectNode config, String name) {
        metadata.integer("tokenizer.ggml." + name).ifPresent(id -> config.put(name, id));
    }

    /** The commonest format as the default, others as overrides by module, plain matrices as false: MLX's own form. */
    private void putQuantization(ObjectNode config) {
        Map<String, Integer> bitsOfModule = new LinkedHashMap<>();
        for (GgufFile.Tensor tensor : file.tensors().values()) {
            String name = GgufNames.huggingFace(tensor.name());
            if (tensor.shape().length > 1 && name != null && name.endsWith(".weight")) {
                GgmlType type = tensor.type();
                int bits = type != null && type.isAffine() ? AffineBlocks.bits(type) : 0;
                bitsOfModule.put(name.substring(0, name.length() - ".weight".length()), bits);
            }
        }
        Map<Integer, Integer> uses = new LinkedHashMap<>();
        bitsOfModule.values().forEach(bits -> uses.merge(bits, 1, Integer::sum));
        uses.remove(0);
        if (uses.isEmpty()) {
            return;
        }
        int common = uses.entrySet().stream()
                .max(Comparator.comparingInt(use -> Objects.requireNonNull(use.getValue())))
                .orElseThrow()
                .getKey();
        ObjectNode quantization = config.putObject("quantization");
        putFormat(quantization, common);
        bitsOfModule.forEach((module, bits) -> {
            if (bits == 0) {
                quantization.put(module, false);
            } else if (bits != common) {
                putFormat(quantization.putObject(module), bits);
            }
        });
    }

    private static void putFormat(ObjectNode target, int bits) {
        target.put("group_size", AffineBlocks.GROUP);
        target.put("bits", bits);
    }
}

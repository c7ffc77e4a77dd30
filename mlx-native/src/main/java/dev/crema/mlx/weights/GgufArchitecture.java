package dev.crema.mlx.weights;

import java.util.Set;

/**
 * What differs between the model families whose GGUF files Crema reads.
 *
 * @param name ggml's name, which is also Hugging Face's {@code model_type}
 * @param metadata the file's metadata
 */
record GgufArchitecture(String name, GgufMetadata metadata) {
    private static final Set<String> KNOWN = Set.of("llama", "qwen2", "qwen3");

    /**
     * The architecture a file declares.
     *
     * @throws ModelFormatException if it is none of those Crema reads from GGUF
     */
    static GgufArchitecture of(GgufMetadata metadata) {
        String name = metadata.requiredString("general.architecture");
        if (!KNOWN.contains(name)) {
            throw new ModelFormatException(
                    "Crema reads GGUF files of the architectures llama, qwen2 and qwen3, and this" + " one is " + name
                            + ". Get an MLX (safetensors) version of the model.");
        }
        return new GgufArchitecture(name, metadata);
    }

    int heads() {
        return metadata.requiredSize(key("attention.head_count"));
    }

    int keyValueHeads() {
        String key = key("attention.head_count_kv");
        return metadata.keys().contains(key) ? metadata.requiredSize(key) : heads();
    }

    /** The metadata key of that name for this architecture. */
    String key(String name) {
        return this.name + "." + name;
    }

    /** How the rows of a tensor are ordered in the file. */
    RowOrder rowOrder(String tensor) {
        if (!name.equals("llama")) {
            return RowOrder.PLAIN;
        }
        String[] path = tensor.split("\\.");
        String module = path.length < 2 ? "" : path[path.length - 2];
        return switch (module) {
            case "attn_q" -> new RowOrder(heads());
            case "attn_k" -> new RowOrder(keyValueHeads());
            default -> RowOrder.PLAIN;
        };
    }
}

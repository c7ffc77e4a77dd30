package dev.crema.mlx.weights;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** ggml's tensor names and the Hugging Face names of the same tensors, for the llama, qwen2 and qwen3 families. */
final class GgufNames {
    /** Factors of Llama 3's RoPE scaling; part of the configuration, not of the weights. */
    static final String ROPE_FACTORS = "rope_freqs.weight";

    static final String EMBEDDING = "token_embd.weight";
    static final String OUTPUT = "output.weight";

    private static final Map<String, String> OUTER =
            Map.of("token_embd", "model.embed_tokens", "output_norm", "model.norm", "output", "lm_head");

    private static final Map<String, String> IN_BLOCK = Map.ofEntries(
            Map.entry("attn_norm", "input_layernorm"),
            Map.entry("ffn_norm", "post_attention_layernorm"),
            Map.entry("attn_q", "self_attn.q_proj"),
            Map.entry("attn_k", "self_attn.k_proj"),
            Map.entry("attn_v", "self_attn.v_proj"),
            Map.entry("attn_output", "self_attn.o_proj"),
            Map.entry("attn_q_norm", "self_attn.q_norm"),
            Map.entry("attn_k_norm", "self_attn.k_norm"),
            Map.entry("ffn_gate", "mlp.gate_proj"),
            Map.entry("ffn_up", "mlp.up_proj"),
            Map.entry("ffn_down", "mlp.down_proj"));

    private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d+)\\.(\\w+)");

    private GgufNames() {}

    /** The Hugging Face name, or null for a tensor that these families do not have. */
    static @Nullable String huggingFace(String name) {
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            return null;
        }
        String module = module(name.substring(0, dot));
        return module == null ? null : module + name.substring(dot);
    }

    private static @Nullable String module(String ggml) {
        Matcher block = BLOCK.matcher(ggml);
        if (!block.matches()) {
            return OUTER.get(ggml);
        }
        String inBlock = IN_BLOCK.get(block.group(2));
        return inBlock == null ? null : "model.layers." + block.group(1) + "." + inBlock;
    }
}

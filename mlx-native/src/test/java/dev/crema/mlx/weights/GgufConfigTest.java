package dev.crema.mlx.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufConfigTest {
    private static final int Q4_1 = 3;
    private static final int Q8_0 = 8;

    @TempDir
    Path folder;

    @Test
    void metadataBecomeHuggingFacesConfig() throws IOException {
        JsonNode config = config(llama().with("tokenizer.ggml.bos_token_id", 1).with("tokenizer.ggml.eos_token_id", 2));
        assertThat(config).isEqualTo(Json.MAPPER.readTree("""
                        {"model_type": "llama", "hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 4,
                         "num_key_value_heads": 2, "head_dim": 8, "intermediate_size": 64, "rms_norm_eps": 1e-5,
                         "vocab_size": 10, "max_position_embeddings": 512, "rope_theta": 10000.0,
                         "attention_bias": false, "mlp_bias": false, "tie_word_embeddings": true,
                         "bos_token_id": 1, "eos_token_id": 2}"""));
    }

    @Test
    void whatIsDeclaredOrPresentWinsOverDefaults() throws IOException {
        JsonNode config = config(llama().counting("output.weight", 10, 32)
                .counting("blk.0.attn_q.bias", 32)
                .with("llama.attention.key_length", 16)
                .with("llama.attention.head_count", List.of(4, 4, 4))
                .without("llama.attention.head_count_kv"));
        assertThat(config.path("tie_word_embeddings").booleanValue()).isFalse();
        assertThat(config.path("attention_bias").booleanValue()).isTrue();
        assertThat(config.path("head_dim").intValue()).isEqualTo(16);
        assertThat(config.path("num_key_value_heads").intValue()).isEqualTo(4);
    }

    @Test
    void quantizationIsTheCommonestFormatWithExceptions() throws IOException {
        JsonNode config = config(GgufBytes.llama()
                .tensor("token_embd.weight", Q8_0, new int[] {2, 32}, new byte[2 * 34])
                .tensor("blk.0.ffn_up.weight", Q4_1, new int[] {2, 32}, new byte[2 * 20])
                .tensor("blk.0.ffn_gate.weight", Q4_1, new int[] {2, 32}, new byte[2 * 20])
                .counting("blk.0.ffn_down.weight", 32, 2)
                .counting("output_norm.weight", 32));
        assertThat(config.path("quantization")).isEqualTo(Json.MAPPER.readTree("""
                {"group_size": 32, "bits": 4, "model.embed_tokens": {"group_size": 32, "bits": 8},
                 "model.layers.0.mlp.down_proj": false}"""));
    }

    @Test
    void aFileOfFloatsHasNoQuantization() throws IOException {
        assertThat(config(llama()).has("quantization")).isFalse();
    }

    @Test
    void declaredRopeScalingIsKept() throws IOException {
        JsonNode linear =
                config(llama().with("llama.rope.scaling.type", "linear").with("llama.rope.scaling.factor", 4f));
        assertThat(linear.path("rope_scaling"))
                .isEqualTo(Json.MAPPER.readTree("{\"rope_type\": \"linear\", \"factor\": 4.0}"));
        JsonNode yarn = config(llama().with("llama.rope.scaling.type", "yarn")
                .with("llama.rope.scaling.factor", 2f)
                .with("llama.rope.scaling.original_context_length", 256));
        assertThat(yarn.path("rope_scaling"))
                .isEqualTo(Json.MAPPER.readTree(
                        "{\"rope_type\": \"yarn\", \"factor\": 2.0, \"original_max_position_embeddings\": 256}"));
        assertThat(config(llama().with("llama.rope.scaling.type", "none")).has("rope_scaling"))
                .isFalse();
    }

    @Test
    void llama3sScalingIsRecognisedByItsFactors() throws IOException {
        // Head size 8, theta 500,000: wavelengths of about 6.3, 167, 4,443 and 118,142 positions.
        double smooth = (8192 / (2 * Math.PI * Math.pow(500_000, 0.5)) - 1) / 3;
        float third = (float) (1 / ((1 - smooth) / 32 + smooth));
        GgufBytes exact = llama().with("llama.rope.freq_base", 500_000f)
                .tensor("rope_freqs.weight", 0, new int[] {4}, floats(1f, 1f, third, 32f));
        assertThat(config(exact).path("rope_scaling")).isEqualTo(Json.MAPPER.readTree("""
                {"rope_type": "llama3", "factor": 32.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                 "original_max_position_embeddings": 8192}"""));
        assertUnusable(
                llama().tensor("rope_freqs.weight", 0, new int[] {4}, floats(1f, 5f, 9f, 32f)),
                "factors other than Llama 3's");
        assertUnusable(llama().counting("rope_freqs.weight", 3), "unexpected shape");
    }

    @Test
    void missingAndUnusableSizesAreNamed() {
        assertUnusable(llama().without("llama.embedding_length"), "lacks llama.embedding_length");
        assertUnusable(llama().with("llama.block_count", 0), "unusable llama.block_count");
        assertUnusable(llama().with("llama.attention.head_count_kv", List.of(2, 4)), "the same for all layers");
        assertUnusable(llama().with("llama.rope.scaling.type", "longrope"), "longrope");
        assertUnusable(GgufBytes.llama(), "no tensor token_embd.weight");
    }

    private static GgufBytes llama() {
        return GgufBytes.llama().counting("token_embd.weight", 10, 32);
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    private JsonNode config(GgufBytes bytes) throws IOException {
        try (GgufFile file = GgufFile.open(bytes.write(folder.resolve("x.gguf")))) {
            return Json.MAPPER.readTree(GgufConfig.of(file).toString());
        }
    }

    private void assertUnusable(GgufBytes bytes, String... words) {
        assertThatThrownBy(() -> config(bytes))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(words);
    }
}

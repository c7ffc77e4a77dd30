package dev.crema.mlx.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.mlx.array.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufSourceTest {
    @TempDir
    Path folder;

    @Test
    void namesBecomeHuggingFaces() throws IOException {
        GgufBytes bytes = GgufBytes.architecture("qwen3")
                .counting("token_embd.weight", 8, 32)
                .counting("output.weight", 8, 32)
                .counting("output_norm.weight", 32)
                .counting("blk.0.attn_norm.weight", 32)
                .counting("blk.0.ffn_norm.weight", 32)
                .counting("blk.0.attn_q.weight", 32, 32)
                .counting("blk.0.attn_k.weight", 16, 32)
                .counting("blk.0.attn_v.weight", 16, 32)
                .counting("blk.0.attn_v.bias", 16)
                .counting("blk.0.attn_output.weight", 32, 32)
                .counting("blk.0.attn_q_norm.weight", 8)
                .counting("blk.0.attn_k_norm.weight", 8)
                .counting("blk.0.ffn_gate.weight", 64, 32)
                .counting("blk.0.ffn_up.weight", 64, 32)
                .counting("blk.0.ffn_down.weight", 32, 64);
        try (GgufSource source = open(bytes)) {
            assertThat(source.names())
                    .containsExactlyInAnyOrder(
                            "model.embed_tokens.weight",
                            "lm_head.weight",
                            "model.norm.weight",
                            "model.layers.0.input_layernorm.weight",
                            "model.layers.0.post_attention_layernorm.weight",
                            "model.layers.0.self_attn.q_proj.weight",
                            "model.layers.0.self_attn.k_proj.weight",
                            "model.layers.0.self_attn.v_proj.weight",
                            "model.layers.0.self_attn.v_proj.bias",
                            "model.layers.0.self_attn.o_proj.weight",
                            "model.layers.0.self_attn.q_norm.weight",
                            "model.layers.0.self_attn.k_norm.weight",
                            "model.layers.0.mlp.gate_proj.weight",
                            "model.layers.0.mlp.up_proj.weight",
                            "model.layers.0.mlp.down_proj.weight");
            assertThat(source.tensor("model.norm.weight").dtype()).isEqualTo(DType.FLOAT32);
        }
    }

    @Test
    void llamasQueryAndKeyRowsAreTakenApartIntoHalves() throws IOException {
        GgufBytes bytes = GgufBytes.llama()
                .counting("blk.0.attn_q.weight", 32, 1)
                .counting("blk.0.attn_k.bias", 16)
                .counting("blk.0.attn_v.weight", 16, 1);
        try (GgufSource source = open(bytes)) {
            float[] query = floats(source.tensor("model.layers.0.self_attn.q_proj.weight"));
            assertThat(query)
                    .startsWith(0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15)
                    .hasSize(32);
            float[] key = floats(source.tensor("model.layers.0.self_attn.k_proj.bias"));
            assertThat(key).containsExactly(0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15);
            float[] value = floats(source.tensor("model.layers.0.self_attn.v_proj.weight"));
            assertThat(value).startsWith(0, 1, 2, 3);
        }
    }

    @Test
    void otherFamiliesKeepTheirRows() throws IOException {
        try (GgufSource source = open(GgufBytes.architecture("qwen2").counting("blk.0.attn_q.bias", 32))) {
            assertThat(floats(source.tensor("model.layers.0.self_attn.q_proj.bias")))
                    .startsWith(0, 1, 2, 3);
        }
    }

    @Test
    void affineFormatsBecomeMlxsTriplesBitForBit() throws IOException {
        for (Map.Entry<String, JsonNode> format :
                TestModels.json("gguf/affine.json").properties()) {
            JsonNode expected = format.getValue();
            int code = expected.path("code").intValue();
            GgufBytes bytes = GgufBytes.llama()
                    .tensor("blk.0.ffn_up.weight", code, new int[] {2, 64}, bytes(expected.path("blocks")));
            try (GgufSource source = open(bytes)) {
                String module = "model.layers.0.mlp.up_proj.";
                HostTensor packed = source.tensor(module + "weight");
                assertThat(packed.dtype()).isEqualTo(DType.UINT32);
                assertThat(packed.shape()).containsExactly(2, format.getKey().equals("Q8_0") ? 16 : 8);
                assertThat(TestModels.bytes(packed)).as(format.getKey()).isEqualTo(bytes(expected.path("weight")));
                assertSame(source.tensor(module + "scales"), bytes(expected.path("scales")));
                assertSame(source.tensor(module + "biases"), bytes(expected.path("biases")));
            }
        }
    }

    private static void assertSame(HostTensor factors, byte[] expected) {
        assertThat(factors.dtype()).isEqualTo(DType.FLOAT16);
        assertThat(factors.shape()).containsExactly(2, 2);
        assertThat(TestModels.bytes(factors)).isEqualTo(expected);
    }

    @Test
    void otherFormatsDecodeToTheReferencesFloats() {
        for (Map.Entry<String, JsonNode> format :
                TestModels.json("gguf/blocks.json").properties()) {
            GgmlType type = GgmlType.valueOf(format.getKey());
            byte[] blocks = bytes(format.getValue().path("blocks"));
            byte[] expected = bytes(format.getValue().path("floats"));
            ByteBuffer decoded = ByteBuffer.allocate(expected.length).order(ByteOrder.LITTLE_ENDIAN);
            float[] values = new float[type.blockElements()];
            for (int at = 0; at < blocks.length; at += type.blockBytes()) {
                FloatBlocks.of(type).decode(MemorySegment.ofArray(blocks), at, values);
                for (float value : values) {
                    decoded.putFloat(value);
                }
            }
            assertThat(decoded.array()).as(format.getKey()).isEqualTo(expected);
        }
    }

    @Test
    void decodedTensorsAreHalfFloats() throws IOException {
        JsonNode q6 = TestModels.json("gguf/blocks.json").path("Q6_K");
        GgufBytes bytes = GgufBytes.llama()
                .tensor(
                        "blk.0.ffn_up.weight",
                        q6.path("code").intValue(),
                        new int[] {3, 256},
                        bytes(q6.path("blocks")));
        try (GgufSource source = open(bytes)) {
            HostTensor up = source.tensor("model.layers.0.mlp.up_proj.weight");
            ByteBuffer floats = ByteBuffer.wrap(bytes(q6.path("floats"))).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(up.dtype()).isEqualTo(DType.FLOAT16);
            assertThat(up.shape()).containsExactly(3, 256);
            for (int i = 0; i < 3 * 256; i++) {
                short half = up.data().getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, i);
                assertThat(half).isEqualTo(Float.floatToFloat16(floats.getFloat(4 * i)));
            }
            assertThat(source.names()).doesNotContain("model.layers.0.mlp.up_proj.scales");
        }
    }

    @Test
    void numbersBeyondHalfFloatsStayFloats() throws IOException {
        // One Q5_1 block with d = 4096 and all q = 31: 126,976.
        byte[] block = new byte[24];
        Arrays.fill(block, 4, 24, (byte) -1);
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).putShort(0, Float.floatToFloat16(4096));
        GgufBytes bytes = GgufBytes.llama().tensor("blk.0.ffn_up.weight", 7, new int[] {1, 32}, block);
        try (GgufSource source = open(bytes)) {
            HostTensor up = source.tensor("model.layers.0.mlp.up_proj.weight");
            assertThat(up.dtype()).isEqualTo(DType.FLOAT32);
            assertThat(floats(up)).containsOnly(126_976f);
        }
    }

    @Test
    void scalesThatAreNotFiniteAreDamage() throws IOException {
        byte[] block = new byte[34];
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).putShort(0, Float.floatToFloat16(60_000));
        GgufBytes bytes = GgufBytes.llama().tensor("blk.0.ffn_up.weight", 8, new int[] {1, 32}, block);
        try (GgufSource source = open(bytes)) {
            assertThatThrownBy(() -> source.tensor("model.layers.0.mlp.up_proj.biases"))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("blk.0.ffn_up.weight");
        }
    }

    @Test
    void anUnknownFormatFailsOnlyWhenItsTensorIsAskedFor() throws IOException {
        GgufBytes bytes = GgufBytes.llama()
                .tensor("blk.0.ffn_up.weight", 16, new int[] {1, 256}, new byte[66])
                .counting("output_norm.weight", 32);
        try (GgufSource source = open(bytes)) {
            assertThat(floats(source.tensor("model.norm.weight"))).hasSize(32);
            assertThatThrownBy(() -> source.tensor("model.layers.0.mlp.up_proj.weight"))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContainingAll("blk.0.ffn_up.weight", "ggml type 16");
        }
    }

    @Test
    void unknownTensorsAndArchitecturesAreNamed() {
        assertUnusable(GgufBytes.llama().counting("blk.0.ffn_gate_exps.weight", 2, 32), "blk.0.ffn_gate_exps.weight");
        assertUnusable(GgufBytes.architecture("bert"), "bert", "llama, qwen2 and qwen3");
        assertUnusable(new GgufBytes(), "lacks general.architecture");
        assertUnusable(GgufBytes.llama().counting("blk.0.attn_q.weight", 9, 1), "9 rows", "4 heads");
    }

    private void assertUnusable(GgufBytes bytes, String... words) {
        assertThatThrownBy(() -> open(bytes).close())
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(words);
    }

    private GgufSource open(GgufBytes bytes) throws IOException {
        return GgufSource.open(bytes.write(folder.resolve("x.gguf")));
    }

    private static byte[] bytes(JsonNode base64) {
        return Base64.getDecoder().decode(base64.textValue());
    }

    private static float[] floats(HostTensor tensor) {
        float[] floats = new float[(int) Sizes.product(tensor.shape(), 1)];
        MemorySegment.copy(tensor.data(), ValueLayout.JAVA_FLOAT_UNALIGNED, 0, floats, 0, floats.length);
        return floats;
    }
}

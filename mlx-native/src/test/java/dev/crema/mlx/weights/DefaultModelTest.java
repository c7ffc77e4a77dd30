package dev.crema.mlx.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default model's GGUF against an independent conversion of it. */
class DefaultModelTest {
    @BeforeAll
    static void stayOffline() {
        GgufTokenizerTest.stayOffline();
    }

    @Test
    void everyTensorEqualsMlxsOwnConversionBitForBit() throws Exception {
        Map<String, String> found = new TreeMap<>();
        Map<String, String> expected = new TreeMap<>();
        JsonNode digests = TestModels.json("vectors/default-model-tensors.json").path("sha256");
        digests.properties()
                .forEach(entry -> expected.put(entry.getKey(), entry.getValue().textValue()));
        try (GgufSource source = GgufSource.open(TestModels.defaultModel())) {
            for (String name : source.names()) {
                found.put(name, digest(source.tensor(name)));
            }
        }
        assertThat(found).hasSize(694).isEqualTo(expected);
    }

    private static String digest(HostTensor tensor) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(tensor.data().asByteBuffer());
        String shape = Arrays.stream(tensor.shape()).mapToObj(String::valueOf).collect(Collectors.joining("x"));
        return tensor.dtype().safetensorsName() + " " + shape + " "
                + HexFormat.of().formatHex(sha.digest());
    }

    @Test
    void itsTokenizerGivesTheReferencesIds() throws IOException {
        try (ModelFolder model = ModelFolder.open(TestModels.defaultModel());
                HuggingFaceTokenizer tokenizer = GgufTokenizerTest.tokenizer(model.tokenizerJson())) {
            for (JsonNode text :
                    TestModels.json("vectors/default-model-tokenizer.json").path("texts")) {
                assertThat(tokenizer
                                .encode(text.path("text").textValue(), false, false)
                                .getIds())
                        .as(text.path("text").textValue())
                        .containsExactly(TestModels.longs(text.path("ids")));
            }
        }
    }

    @Test
    void itLooksLikeAHuggingFaceFolder() throws IOException {
        try (ModelFolder model = ModelFolder.open(TestModels.defaultModel())) {
            assertThat(model.id()).isEqualTo("SmolLM2-135M-Instruct.Q4_1");
            assertThat(model.config().path("rope_theta").doubleValue()).isEqualTo(100_000);
            assertThat(model.config().path("quantization")).isEqualTo(Json.MAPPER.readTree("""
                    {"group_size": 32, "bits": 4, "model.embed_tokens": {"group_size": 32, "bits": 8}}"""));
            assertThat(model.chatTemplate()).startsWith("{% for message in messages %}");
            assertThat(model.specialTokens())
                    .containsEntry("bos_token", "<|im_start|>")
                    .containsEntry("eos_token", "<|im_end|>");
            assertThat(model.endOfTurn()).containsExactly(2);
            // 134.5 million parameters, a fifth of them at 9 and the rest at 5 bits.
            assertThat(model.weightBytes()).isBetween(96_000_000L, 99_000_000L);
        }
    }

    @Test
    void aCopyCutShortSaysSo(@TempDir Path folder) throws IOException {
        Path cut = folder.resolve("cut.gguf");
        try (FileChannel in = FileChannel.open(TestModels.defaultModel());
                FileChannel out = FileChannel.open(cut, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            in.transferTo(0, 40_000_000, out);
        }
        assertThatThrownBy(() -> ModelFolder.open(cut))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll("cut.gguf is truncated", "Download it again");
    }
}

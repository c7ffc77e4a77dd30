package dev.crema.mlx.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufTokenizerTest {
    @TempDir
    Path folder;

    @Test
    void everyWayOfSplittingGivesTheReferencesIds() throws IOException {
        JsonNode vocabulary = TestModels.json("gguf/byte-level.json");
        for (Map.Entry<String, JsonNode> way : vocabulary.path("ids").properties()) {
            GgufBytes bytes = byteLevel(vocabulary).with("tokenizer.ggml.pre", way.getKey());
            assertIds(way.getKey(), json(bytes), vocabulary.path("texts"), way.getValue());
        }
    }

    @Test
    void sentencePieceGivesItsOwnIds() throws IOException {
        JsonNode vocabulary = TestModels.json("gguf/sentencepiece.json");
        String json = json(sentencePiece(vocabulary));
        assertIds("llama", json, vocabulary.path("texts"), vocabulary.path("ids"));
    }

    @Test
    void sentencePieceDecodesToTheText() throws IOException {
        JsonNode vocabulary = TestModels.json("gguf/sentencepiece.json");
        try (HuggingFaceTokenizer tokenizer = tokenizer(json(sentencePiece(vocabulary)))) {
            for (JsonNode text : vocabulary.path("texts")) {
                long[] ids = tokenizer.encode(text.textValue(), false, false).getIds();
                assertThat(tokenizer.decode(ids, false)).isEqualTo(text.textValue());
            }
        }
    }

    @Test
    void textAfterASpecialTokenIsTokenizedAsIfItBegan() throws IOException {
        JsonNode vocabulary = TestModels.json("gguf/sentencepiece.json");
        try (HuggingFaceTokenizer tokenizer = tokenizer(json(sentencePiece(vocabulary)))) {
            long[] alone = tokenizer.encode("the boiler", false, false).getIds();
            long[] after = tokenizer.encode("<|end|>the boiler", false, false).getIds();
            assertThat(vocabulary.path("tokens").path((int) after[0]).textValue())
                    .isEqualTo("<|end|>");
            assertThat(Arrays.copyOfRange(after, 1, after.length)).isEqualTo(alone);
        }
    }

    @Test
    void controlTokensAreSpecialAndUserDefinedOnesAreNot() throws IOException {
        String json = json(byteLevel(TestModels.json("gguf/byte-level.json"))
                .with("tokenizer.ggml.pre", "gpt-2")
                .with("tokenizer.ggml.tokens", List.of("<|im_end|>", "<think>", "a", "b"))
                .with("tokenizer.ggml.token_type", List.of(3, 4, 1, 1))
                .with("tokenizer.ggml.merges", List.of()));
        try (HuggingFaceTokenizer tokenizer = tokenizer(json)) {
            long[] ids = tokenizer.encode("a<think>b<|im_end|>", false, false).getIds();
            assertThat(ids).containsExactly(2, 1, 3, 0);
            assertThat(tokenizer.decode(ids, true)).isEqualTo("a<think>b");
        }
    }

    @Test
    void anUnknownWayOfSplittingIsNamed() {
        GgufBytes bytes = byteLevel(TestModels.json("gguf/byte-level.json"));
        assertUnusable(bytes.with("tokenizer.ggml.pre", "viking"), "\"viking\"", "smollm");
        assertUnusable(bytes.without("tokenizer.ggml.pre"), "tokenizer.ggml.pre", "old converter");
    }

    @Test
    void anUnknownKindOfTokenizerIsNamed() {
        GgufBytes bytes = byteLevel(TestModels.json("gguf/byte-level.json"));
        assertUnusable(bytes.with("tokenizer.ggml.model", "rwkv"), "rwkv");
        assertUnusable(bytes.without("tokenizer.ggml.model"), "lacks tokenizer.ggml.model");
    }

    @Test
    void listsOfDifferentLengthsAreDamage() {
        GgufBytes bytes = sentencePiece(TestModels.json("gguf/sentencepiece.json"));
        assertUnusable(bytes.with("tokenizer.ggml.scores", List.of(1f, 2f)), "500 tokens and 2 scores");
        assertUnusable(bytes.with("tokenizer.ggml.token_type", List.of(1)), "500 tokens and 1 token types");
    }

    private static GgufBytes byteLevel(JsonNode vocabulary) {
        return GgufBytes.llama()
                .with("tokenizer.ggml.model", "gpt2")
                .with("tokenizer.ggml.tokens", texts(vocabulary.path("tokens")))
                .with("tokenizer.ggml.merges", texts(vocabulary.path("merges")));
    }

    private static GgufBytes sentencePiece(JsonNode vocabulary) {
        List<Float> scores = new ArrayList<>();
        vocabulary.path("scores").forEach(score -> scores.add(score.floatValue()));
        List<Integer> types = new ArrayList<>();
        vocabulary.path("types").forEach(type -> types.add(type.intValue()));
        return GgufBytes.llama()
                .with("tokenizer.ggml.model", "llama")
                .with("tokenizer.ggml.tokens", texts(vocabulary.path("tokens")))
                .with("tokenizer.ggml.scores", scores)
                .with("tokenizer.ggml.token_type", types)
                .with("tokenizer.ggml.unknown_token_id", 0);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.textValue()));
        return texts;
    }

    private String json(GgufBytes bytes) throws IOException {
        try (GgufFile file = GgufFile.open(bytes.write(folder.resolve("x.gguf")))) {
            return new GgufTokenizer(file).json();
        }
    }

    private void assertUnusable(GgufBytes bytes, String... words) {
        assertThatThrownBy(() -> json(bytes))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(words);
    }

    private static void assertIds(String what, String json, JsonNode texts, JsonNode ids) throws IOException {
        try (HuggingFaceTokenizer tokenizer = tokenizer(json)) {
            for (int i = 0; i < texts.size(); i++) {
                String text = texts.path(i).textValue();
                assertThat(tokenizer.encode(text, false, false).getIds())
                        .as(what + ": " + text)
                        .containsExactly(TestModels.longs(ids.path(i)));
            }
        }
    }

    /** DJL otherwise asks the network whether it runs in a data centre. */
    @BeforeAll
    static void stayOffline() {
        System.setProperty("OPT_OUT_TRACKING", "true");
    }

    static HuggingFaceTokenizer tokenizer(String json) throws IOException {
        return HuggingFaceTokenizer.newInstance(
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
    }
}

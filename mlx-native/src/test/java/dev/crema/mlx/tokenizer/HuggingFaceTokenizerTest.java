package dev.crema.mlx.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Equality with Python's tokenizers on two tiny tokenizers (src/test/reference/make_tokenizers.py). */
class HuggingFaceTokenizerTest {
    @BeforeAll
    static void unpackIntoTheBuildFolder() {
        HuggingFaceTokenizer.unpackNativeLibraryInto(Path.of("target", "tokenizer-library"));
    }

    private static HuggingFaceTokenizer load(String name) {
        return HuggingFaceTokenizer.of(Golden.text(name + ".tokenizer.json"), Set.of(422));
    }

    @ParameterizedTest
    @ValueSource(strings = {"byte-level", "byte-fallback"})
    void encodesAThousandTextsAsPythonDoes(String name) {
        JsonNode golden = Golden.json("golden-" + name + ".json");
        assertThat(golden.size()).isEqualTo(1000);
        try (var tokenizer = load(name)) {
            for (JsonNode line : golden) {
                int[] ids = ids(line.get(1).asText());
                assertThat(tokenizer.encode(line.get(0).asText())).containsExactly(ids);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"byte-level", "byte-fallback"})
    void streamsATextToWhatTheWholeDecodesTo(String name) {
        try (var tokenizer = load(name)) {
            for (JsonNode line : Golden.json("golden-" + name + ".json")) {
                checkStream(tokenizer, ids(line.get(1).asText()));
            }
        }
    }

    @Test
    void streamsLongTextsMadeOfAll() {
        for (String name : new String[] {"byte-level", "byte-fallback"}) {
            try (var tokenizer = load(name)) {
                var all = new StringBuilder();
                Golden.json("golden-" + name + ".json")
                        .forEach(line -> all.append(line.get(0).asText()));
                checkStream(tokenizer, tokenizer.encode(all.toString()));
            }
        }
    }

    @Test
    void streamsAnyTokensOfAByteLevelTokenizerEvenBrokenCharacters() {
        var random = new Random(11);
        try (var tokenizer = load("byte-level")) {
            for (int round = 0; round < 2_000; round++) {
                // The first 256 tokens are single bytes: few of these sequences are valid UTF-8.
                int bound = round % 2 == 0 ? 256 : tokenizer.vocabularySize();
                checkStream(
                        tokenizer, random.ints(random.nextInt(1, 60), 0, bound).toArray());
            }
        }
    }

    @Test
    void ownReplacementCharactersAreReleased() {
        try (var tokenizer = load("byte-level")) {
            int[] ids = tokenizer.encode("\uFFFD".repeat(100));
            StreamingDetokenizer stream = tokenizer.detokenizer();
            var text = new StringBuilder();
            Arrays.stream(ids).mapToObj(stream::add).forEach(text::append);
            assertThat(text.length()).as("released before the end").isGreaterThanOrEqualTo(97);
            assertThat(text.append(stream.finish())).hasToString("\uFFFD".repeat(100));
        }
    }

    @Test
    void ownReplacementCharactersAmongSpelledBytesAreKept() {
        try (var tokenizer = load("byte-fallback")) {
            for (String text : new String[] {"\uFFFD\uFFFDש", "ש\uFFFD\uFFFD\uFFFDש", "\uFFFD".repeat(20) + "שלום a"}) {
                checkStream(tokenizer, tokenizer.encode(text));
            }
        }
    }

    @Test
    void aTokenCostsTheSameWhereverItComes() {
        try (var tokenizer = load("byte-level")) {
            var longest = new AtomicInteger();
            var decoded = new AtomicLong();
            var stream = new PrefixDetokenizer(
                    ids -> {
                        longest.accumulateAndGet(ids.length, Math::max);
                        decoded.addAndGet(ids.length);
                        return tokenizer.decode(ids, true);
                    },
                    Set.of());
            int[] ids = tokenizer.encode("Some words and 東京 ".repeat(200) + "\uFFFD".repeat(1000));
            Arrays.stream(ids).forEach(stream::add);
            assertThat(longest).hasValueLessThanOrEqualTo(33);
            assertThat(decoded.get() / ids.length).isLessThan(40);
        }
    }

    @Test
    void halfACharacterWaitsForItsRest() {
        try (var tokenizer = load("byte-level")) {
            int[] ids = tokenizer.encode("𝔘");
            StreamingDetokenizer stream = tokenizer.detokenizer();
            for (int i = 0; i < ids.length - 1; i++) {
                assertThat(stream.add(ids[i])).isEmpty();
            }
            assertThat(stream.add(ids[ids.length - 1])).isEqualTo("𝔘");
            assertThat(stream.finish()).isEmpty();
        }
    }

    @Test
    void specialTokensAreRecognisedInTextAndLeftOutOfTheStream() {
        try (var tokenizer = load("byte-level")) {
            int[] ids = tokenizer.encode("<|im_start|>a<think>b</think><|im_end|>");
            assertThat(ids).hasSize(6).startsWith(421).endsWith(422);
            assertThat(tokenizer.decode(ids, false)).isEqualTo("<|im_start|>a<think>b</think><|im_end|>");
            assertThat(tokenizer.decode(ids, true)).isEqualTo("a<think>b</think>");
            assertThat(tokenizer.detokenizer().add(421)).isEmpty();
            assertThat(tokenizer.endOfTurn()).containsExactly(422);
            assertThat(tokenizer.vocabularySize()).isEqualTo(425);
        }
    }

    @Test
    void truncationAndPaddingOfTheFileAreOff() {
        assertThat(Golden.json("byte-level.tokenizer.json")
                        .get("truncation")
                        .get("max_length")
                        .asInt())
                .isEqualTo(5);
        try (var tokenizer = load("byte-level")) {
            assertThat(tokenizer.encode("")).isEmpty();
            assertThat(tokenizer.encode("xyzzy ".repeat(10)).length).isGreaterThan(10);
        }
    }

    @Test
    void manyThreadsShareOneTokenizer() throws Exception {
        JsonNode golden = Golden.json("golden-byte-level.json");
        try (var tokenizer = load("byte-level");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = golden.valueStream()
                    .map(line ->
                            threads.submit(() -> tokenizer.encode(line.get(0).asText())))
                    .toList();
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get())
                        .containsExactly(ids(golden.get(i).get(1).asText()));
            }
        }
    }

    @Test
    void damagedFilesSayWhatToDo() {
        String whole = Golden.text("byte-level.tokenizer.json");
        assertThatThrownBy(() -> HuggingFaceTokenizer.of(whole.substring(0, whole.length() / 2), Set.of()))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("tokenizer.json is damaged")
                .hasMessageContaining("Download the model again");
        assertThatThrownBy(() -> HuggingFaceTokenizer.of("[]", Set.of())).isInstanceOf(TokenizerException.class);
        assertThatThrownBy(() -> HuggingFaceTokenizer.of("{}", Set.of()))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("no \"model\"");
        assertThatThrownBy(() -> HuggingFaceTokenizer.of("{\"model\": {\"type\": \"Unheard\"}}", Set.of()))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("could not be loaded");
    }

    @Test
    void aClosedTokenizerRefusesToWork() {
        var tokenizer = load("byte-level");
        tokenizer.close();
        tokenizer.close();
        assertThatThrownBy(() -> tokenizer.encode("x")).isInstanceOf(IllegalStateException.class);
    }

    private static void checkStream(Tokenizer tokenizer, int[] ids) {
        StreamingDetokenizer stream = tokenizer.detokenizer();
        var text = new StringBuilder();
        for (int id : ids) {
            text.append(stream.add(id));
        }
        text.append(stream.finish());
        assertThat(text.toString()).as(Arrays.toString(ids)).isEqualTo(tokenizer.decode(ids, true));
    }

    private static int[] ids(String line) {
        return line.isEmpty()
                ? new int[0]
                : Arrays.stream(line.split(" ")).mapToInt(Integer::parseInt).toArray();
    }
}

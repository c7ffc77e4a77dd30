package dev.crema.proxy.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** However an answer is cut into pieces, the parsers find the same; nothing they are fed makes them fail or leak a tag. */
class EverySplitTest {
    private static final List<String> HERMES_TAGS = List.of("<tool_call>", "</tool_call>");
    private static final List<String> LLAMA_TAGS = List.of("<|python_tag|>", "<function=", "</function>");

    private static final List<String> HERMES_TEXTS = List.of(
            "plain text, a < b, 1 << 2",
            "Before.\n<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Zürich 🌧\"}}\n</tool_call>\n after",
            "<tool_call>{\"name\":\"list_files\"}</tool_call>\n<tool_call>{\"name\":\"list_files\"}}</tool_call>",
            "<tool_call>{\"name\":\"fly\",\"arguments\":{\"a\":\"<tool_call>\"}}</tool_call>",
            "<tool_call>{\"name\":\"get_weather\",\"arguments\":{\"city\":\"x}}</tool_call><tool_call>{\"name\":\"list_files\"}",
            "<tool_<tool_call>call></tool_</tool_call>call>",
            "  \n<tool_call> [] </tool_call>");

    private static final List<String> LLAMA_TEXTS = List.of(
            "plain text, a < b {1} [2]",
            "{\"name\": \"get_weather\", \"parameters\": {\"city\": \"Zürich 🌧\"}}; {\"name\": \"list_files\"}\n",
            "text <|python_tag|>{\"name\": \"list_files\", \"parameters\": null} text",
            "<function=get_weather>{\"city\": \"}\"}</function><function=fly>{}</function><function=a b>",
            "[get_weather(city='a]', days=2), list_files()]",
            "<|python_<|python_tag|>tag|><func</function>tion=x>",
            "{\"name\": \"Ann\", \"age\": 3}");

    private static final List<String> FRAGMENTS = List.of(
            "<tool_call>",
            "</tool_call>",
            "<|python_tag|>",
            "<function=",
            "<function=get_weather>",
            "</function>",
            "{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Bern\"}}",
            "{\"name\": \"list_files\"}",
            "{\"name\": \"fly\", \"parameters\": {\"a\": [1, 2]}}",
            "[get_weather(city='x')]",
            "\n",
            " ",
            ";",
            "\"",
            "\\",
            "{",
            "}",
            "'",
            "<",
            ">",
            "tool_call>",
            "word");

    private static void everySplitInTwoIsTheSame(Supplier<ToolCallParser> parser, String text) {
        for (boolean cut : new boolean[] {false, true}) {
            String whole = Parsing.read(parser.get(), cut, List.of(text));
            for (int i = 0; i <= text.length(); i++) {
                assertThat(Parsing.read(parser.get(), cut, List.of(text.substring(0, i), text.substring(i))))
                        .as("cut at %d: %s", i, text)
                        .isEqualTo(whole);
            }
        }
    }

    @Test
    void everySplitInTwoGivesTheSamePieces() {
        HERMES_TEXTS.forEach(text -> everySplitInTwoIsTheSame(Parsing.hermes(), text));
        LLAMA_TEXTS.forEach(text -> everySplitInTwoIsTheSame(Parsing.llama(), text));
    }

    @Test
    void randomSplitsOfRandomTextsGiveTheSamePiecesAndNoTag() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            String text = Parsing.fromFragments(FRAGMENTS, random);
            boolean cut = random.nextBoolean();
            List<String> chunks = Parsing.cutAnywhere(text, random);
            check(Parsing.hermes(), HERMES_TAGS, text, cut, chunks);
            check(Parsing.llama(), LLAMA_TAGS, text, cut, chunks);
        }
    }

    private static void check(
            Supplier<ToolCallParser> parser, List<String> tags, String text, boolean cut, List<String> chunks) {
        assertThat(Parsing.read(parser.get(), cut, chunks))
                .as(text)
                .isEqualTo(Parsing.read(parser.get(), cut, List.of(text)));
        assertThat(Parsing.texts(parser.get(), cut, text)).as(text).doesNotContain(tags);
    }

    @Test
    void textWithoutTagsComesThroughUnchanged() {
        Random random = new Random(7);
        List<String> harmless = List.of("word ", "\n", "a < b", "{\"x\": 1}", "(", "]", "\"", "Zürich 🌧", "  ");
        for (int i = 0; i < 5_000; i++) {
            String text = Parsing.fromFragments(harmless, random);
            assertThat(Parsing.read(new HermesParser(Parsing.TOOLS), text)).isEqualTo(text);
            assertThat(Parsing.read(new LlamaParser(Parsing.TOOLS), text)).isEqualTo(text);
            assertThat(Parsing.read(new PlainParser(), text)).isEqualTo(text);
        }
    }

    @Test
    void plainTextIsNotHeldBack() {
        StringBuilder seen = new StringBuilder();
        HermesParser parser = new HermesParser(Parsing.TOOLS);
        for (String word : List.of("One", " two", ", three <", "b>")) {
            parser.feed(word, piece -> seen.append(((ToolCallParser.Piece.Text) piece).text()));
            assertThat("One two, three <b>").startsWith(seen);
            assertThat(seen.toString()).endsWith(word.replace("<", ""));
        }
    }

    @Test
    void hostileNestingEndsSoon() {
        String text = "<tool_call>{\"".repeat(2_000) + "[".repeat(20_000);
        assertThat(Parsing.read(new HermesParser(Parsing.TOOLS), text)).doesNotContain(HERMES_TAGS);
        assertThat(Parsing.read(new LlamaParser(Parsing.TOOLS), "[get_weather(a=" + "[".repeat(50_000)))
                .startsWith("[get_weather");
        assertThat(Parsing.read(new LlamaParser(Parsing.TOOLS), "{\"name\":".repeat(20_000)))
                .startsWith("{\"name\":");
    }
}

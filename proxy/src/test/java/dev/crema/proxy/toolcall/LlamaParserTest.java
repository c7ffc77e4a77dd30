package dev.crema.proxy.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.toolcall.ToolCallParser.Piece;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LlamaParserTest {
    private static final String CALL = "{\"name\": \"get_weather\", \"parameters\": {\"city\": \"Bern\"}}";
    private static final String READ = "«get_weather{\"city\":\"Bern\"}»";

    private static String read(String text) {
        return Parsing.read(new LlamaParser(Parsing.TOOLS), text);
    }

    private static String readCut(String text) {
        return Parsing.read(new LlamaParser(Parsing.TOOLS), true, List.of(text));
    }

    @Test
    void bareObjectAtTheStart() {
        assertThat(read("\n" + CALL)).isEqualTo(READ);
        assertThat(read("{\"type\": \"function\", \"name\": \"list_files\", \"parameters\": {}}"))
                .isEqualTo("«list_files{}»");
        assertThat(read("{\"type\":\"function\",\"function\":" + CALL + "}")).isEqualTo(READ);
    }

    @Test
    void objectAfterThePythonTagEvenAfterText() {
        assertThat(read("<|python_tag|>" + CALL)).isEqualTo(READ);
        assertThat(read("Looking it up.\n<|python_tag|>" + CALL)).isEqualTo("Looking it up." + READ);
    }

    @Test
    void severalObjects() {
        for (String between : List.of("; ", ";", "\n", ";\n<|python_tag|>", "}\n")) {
            assertThat(read(CALL + between + CALL)).isEqualTo(READ + READ);
        }
    }

    @Test
    void objectLaterInTheTextIsText() {
        assertThat(read("Result: " + CALL)).isEqualTo("Result: " + CALL);
    }

    @Test
    void functionTags() {
        assertThat(read("Sure.<function=get_weather>{\"city\": \"Bern\"}</function>"))
                .isEqualTo("Sure." + READ);
        assertThat(read("<function=get_weather>{\"city\": \"Bern\"</function>")).isEqualTo(READ);
        assertThat(read("<function=list_files></function>")).isEqualTo("«list_files{}»");
        assertThat(read("<function=list_files> {} </function>\n<function=list_files>{}</function>"))
                .isEqualTo("«list_files{}»«list_files{}»");
    }

    @Test
    void pythonicList() {
        assertThat(read("[get_weather(city=\"Bern\", days=2), list_files()]"))
                .isEqualTo("«get_weather{\"city\":\"Bern\",\"days\":2}»«list_files{}»");
        assertThat(read("[get_weather(city='it\\'s', x=[-1.50, True, None, {'a': \"b\"}], metric=True,)]"))
                .isEqualTo("«get_weather{\"city\":\"it's\",\"x\":[-1.50,true,null,{\"a\":\"b\"}],\"metric\":true}»");
    }

    @Test
    void listsThatAreNoCallsStayText() {
        for (String text : List.of(
                "[1, 2]",
                "[link](https://example.org)",
                "[fly(a=1)]",
                "[get_weather(\"Bern\")]",
                "[get_weather(city=Bern)]",
                "[get_weather(city=\"Bern\"), fly()]",
                "[get_weather(city=\"Bern\"",
                "[]")) {
            assertThat(read(text)).isEqualTo(text);
        }
    }

    @Test
    void unknownToolNameStaysText() {
        assertThat(read("{\"name\": \"fly\", \"parameters\": {}}"))
                .isEqualTo("{\"name\": \"fly\", \"parameters\": {}}");
        assertThat(read("<|python_tag|>{\"name\": \"fly\"}")).isEqualTo("{\"name\": \"fly\"}");
        assertThat(read("<function=fly>{\"a\": 1}</function>")).isEqualTo("fly{\"a\": 1}");
    }

    @Test
    void anAnswerInJsonIsTextAsSoonAsItsFirstKeyIsKnown() {
        List<Piece> pieces = new ArrayList<>();
        LlamaParser parser = new LlamaParser(Parsing.TOOLS);
        parser.feed("{\"city\"", pieces::add);
        assertThat(pieces).containsExactly(new Piece.Text("{\"city\""));

        pieces.clear();
        parser = new LlamaParser(Parsing.TOOLS);
        parser.feed("{\"name\": \"Ann\"", pieces::add);
        assertThat(pieces).containsExactly(new Piece.Text("{\"name\": \"Ann\""));
    }

    @Test
    void pythonCodeAfterTheTagIsText() {
        assertThat(read("<|python_tag|>print(1)")).isEqualTo("print(1)");
    }

    @Test
    void aCutCallIsDropped() {
        assertThat(readCut("{\"name\": \"get_weather\", \"param")).isEmpty();
        assertThat(readCut("<|python_tag|>{\"na")).isEmpty();
        assertThat(readCut("ok <function=get_weather>{\"city")).isEqualTo("ok ");
        assertThat(readCut("ok <function=get_w")).isEqualTo("ok ");
        assertThat(readCut("[get_weather(ci")).isEmpty();
    }

    @Test
    void aCutAnswerThatNamedNoToolYetStaysText() {
        assertThat(readCut("{\"na")).isEqualTo("{\"na");
        assertThat(readCut("[get_")).isEqualTo("[get_");
    }

    @Test
    void aMissingBracketAtACleanEndIsAdded() {
        assertThat(read(CALL.substring(0, CALL.length() - 1))).isEqualTo(READ);
    }
}

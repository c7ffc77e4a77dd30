package dev.crema.proxy.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HermesParserTest {
    private static String read(String text) {
        return Parsing.read(new HermesParser(Parsing.TOOLS), text);
    }

    private static String readCut(String text) {
        return Parsing.read(new HermesParser(Parsing.TOOLS), true, List.of(text));
    }

    @Test
    void oneCall() {
        assertThat(read("<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Bern\"}}\n</tool_call>"))
                .isEqualTo("«get_weather{\"city\":\"Bern\"}»");
    }

    @Test
    void argumentsAsJsonString() {
        assertThat(
                        read(
                                "<tool_call>{\"name\":\"get_weather\",\"arguments\":\"{\\\"city\\\":\\\"Bern\\\"}\"}</tool_call>"))
                .isEqualTo("«get_weather{\"city\":\"Bern\"}»");
    }

    @Test
    void argumentsFirstKeepTheirKeyOrder() {
        assertThat(
                        read(
                                "<tool_call>{\"arguments\":{\"z\":1,\"city\":\"Bern\",\"a\":2},\"name\":\"get_weather\"}</tool_call>"))
                .isEqualTo("«get_weather{\"z\":1,\"city\":\"Bern\",\"a\":2}»");
    }

    @Test
    void severalCallsWithBlankTextBetweenAreOnlyCalls() {
        String call = "<tool_call>\n{\"name\": \"list_files\", \"arguments\": {}}\n</tool_call>";
        assertThat(read("\n" + call + "\n\n" + call + " \n")).isEqualTo("«list_files{}»«list_files{}»");
    }

    @Test
    void textAroundCallsStaysAndTheLineBreakBeforeTheTagBelongsToTheCall() {
        assertThat(read("Let me look.\n<tool_call>{\"name\":\"list_files\"}</tool_call>\nDone."))
                .isEqualTo("Let me look.«list_files{}»\nDone.");
    }

    @Test
    void missingEmptyAndNullArgumentsAreNoArguments() {
        for (String arguments : List.of("", ",\"arguments\":null", ",\"arguments\":\"\"", ",\"arguments\":{}")) {
            assertThat(read("<tool_call>{\"name\":\"list_files\"" + arguments + "}</tool_call>"))
                    .isEqualTo("«list_files{}»");
        }
    }

    @Test
    void valuesTakeTheTypesOfTheSchema() {
        assertThat(read("<tool_call>{\"name\":\"get_weather\",\"arguments\":"
                        + "{\"city\":8001,\"days\":\"3\",\"metric\":\"true\"}}</tool_call>"))
                .isEqualTo("«get_weather{\"city\":\"8001\",\"days\":3,\"metric\":true}»");
    }

    @Test
    void closingTagInsideAnArgumentDoesNotEndTheCall() {
        assertThat(
                        read(
                                "<tool_call>{\"name\":\"get_weather\",\"arguments\":{\"city\":\"a</tool_call>b\"}}</tool_call>"))
                .isEqualTo("«get_weather{\"city\":\"a</tool_call>b\"}»");
    }

    @Test
    void unknownToolNameStaysText() {
        assertThat(read("<tool_call>\n{\"name\": \"fly\", \"arguments\": {}}\n</tool_call>"))
                .isEqualTo("\n{\"name\": \"fly\", \"arguments\": {}}\n");
    }

    @Test
    void malformedJsonStaysTextAndLaterCallsAreFound() {
        assertThat(read("<tool_call>{'name': 1}</tool_call><tool_call>{\"name\":\"list_files\"}</tool_call>"))
                .isEqualTo("{'name': 1}«list_files{}»");
        assertThat(read("<tool_call>{\"name\":\"get_weather\",\"arguments\":{\"city\":\"Bern}}</tool_call>"
                        + "<tool_call>{\"name\":\"list_files\"}</tool_call>"))
                .isEqualTo("{\"name\":\"get_weather\",\"arguments\":{\"city\":\"Bern}}«list_files{}»");
    }

    @Test
    void missingAndSurplusBracketsAreRepaired() {
        String call = "«get_weather{\"city\":\"Bern\"}»";
        assertThat(read("<tool_call>{\"name\":\"get_weather\",\"arguments\":{\"city\":\"Bern\"}</tool_call>"))
                .isEqualTo(call);
        assertThat(read("<tool_call>{\"name\":\"get_weather\",\"arguments\":{\"city\":\"Bern\"}}}\n</tool_call>"))
                .isEqualTo(call);
        assertThat(read("<tool_call>{\"name\":\"get_weather\",\"arguments\":{\"city\":\"Bern\"}"))
                .isEqualTo(call);
    }

    @Test
    void lineBreaksTrailingCommasAndSingleBackslashesInJsonAreRead() {
        assertThat(read("<tool_call>{\"name\":\"get_weather\",\"arguments\":{\"city\":\"a\nb\\d\\\\.\",}}</tool_call>"))
                .isEqualTo("«get_weather{\"city\":\"a\\nb\\\\d\\\\.\"}»");
    }

    @Test
    void aMissingClosingTagEndsAtTheEndOrAtTheNextCall() {
        String open = "<tool_call>{\"name\":\"list_files\"}";
        assertThat(read(open)).isEqualTo("«list_files{}»");
        assertThat(read(open + "\n" + open)).isEqualTo("«list_files{}»«list_files{}»");
        assertThat(read("<tool_call>{\"name\":\"list_files\"" + open)).isEqualTo("«list_files{}»«list_files{}»");
    }

    @Test
    void aCutCallIsDropped() {
        assertThat(readCut("Wait.\n<tool_call>{\"name\":\"list_files\",\"arguments\":{"))
                .isEqualTo("Wait.\n");
        assertThat(readCut("<tool_call>")).isEmpty();
    }

    @Test
    void textThatOnlyLooksLikeATagStays() {
        assertThat(read("a < b, </tool, <tool_ca")).isEqualTo("a < b, </tool, <tool_ca");
        assertThat(readCut("if (a <")).isEqualTo("if (a <");
    }

    @Test
    void noTagFormsFromItsHalves() {
        assertThat(read("<tool_<tool_call>call>x")).isEqualTo("<tool_callx");
    }

    @Test
    void blankAnswersWithoutCallsStay() {
        assertThat(read(" \n")).isEqualTo(" \n");
    }

    @Test
    void jsonThatIsNoCallIsText() {
        assertThat(read("<tool_call>{\"name\":\"list_files\",\"path\":\"/\"}</tool_call>"))
                .isEqualTo("{\"name\":\"list_files\",\"path\":\"/\"}");
        assertThat(read("<tool_call>[1]</tool_call>")).isEqualTo("[1]");
    }
}

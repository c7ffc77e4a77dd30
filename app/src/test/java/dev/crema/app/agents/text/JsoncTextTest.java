package dev.crema.app.agents.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsoncTextTest {
    @Test
    void aNewKeyTakesTheIndentationOfItsNeighbours() {
        assertThat(put("{\n    \"a\": 1\n}\n", "x", "b")).isEqualTo("{\n    \"a\": 1,\n    \"b\": \"x\"\n}\n");
        assertThat(put("{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}", "x", "a", "c"))
                .isEqualTo("{\n\t\"a\": {\n\t\t\"b\": 1,\n\t\t\"c\": \"x\"\n\t}\n}");
    }

    @Test
    void anObjectOnOneLineStaysOnOneLine() {
        assertThat(put("{\"a\":1}", "x", "b")).isEqualTo("{\"a\":1, \"b\": \"x\"}");
        assertThat(put("{ \"a\": 1 }", "x", "b")).isEqualTo("{ \"a\": 1, \"b\": \"x\" }");
    }

    @Test
    void anEmptyDocumentBecomesAnObject() {
        assertThat(put("", "x", "b")).isEqualTo("{\n  \"b\": \"x\"\n}\n");
        assertThat(put("// mine", "x", "b")).isEqualTo("// mine\n{\n  \"b\": \"x\"\n}\n");
        assertThat(put("\uFEFF", "x", "b")).isEqualTo("\uFEFF{\n  \"b\": \"x\"\n}\n");
        assertThat(put("{}", "x", "b")).isEqualTo("{\n  \"b\": \"x\"\n}");
        assertThat(put("{\r\n}", "x", "b")).isEqualTo("{\r\n  \"b\": \"x\"\r\n}");
    }

    @Test
    void missingObjectsOnTheWayAreMade() {
        assertThat(put("{}", "x", "a", "b", "c"))
                .isEqualTo("{\n  \"a\": {\n    \"b\": {\n      \"c\": \"x\"\n    }\n  }\n}");
    }

    @Test
    void aCommentStaysWithTheLineItStandsOn() {
        assertThat(put("{\n  \"a\": 1 // one\n  // \"b\": 2\n}", "x", "c"))
                .isEqualTo("{\n  \"a\": 1, // one\n  \"c\": \"x\"\n  // \"b\": 2\n}");
        assertThat(put("{ // top\n}", "x", "c")).isEqualTo("{ // top\n  \"c\": \"x\"\n}");
        assertThat(put("{\n  \"a\": 1, /* one */ // more\n}", "x", "c"))
                .isEqualTo("{\n  \"a\": 1, /* one */ // more\n  \"c\": \"x\"\n}");
    }

    @Test
    void theUsersTrailingCommaIsUsed() {
        assertThat(put("{\n  \"a\": 1,\n}", "x", "b")).isEqualTo("{\n  \"a\": 1,\n  \"b\": \"x\"\n}");
        assertThat(put("{\"a\": 1, }", "x", "b")).isEqualTo("{\"a\": 1, \"b\": \"x\" }");
    }

    @Test
    void ofAKeyThatIsThereOnlyTheValueChanges() {
        assertThat(put("{ \"a\" :  1 /* one */ , \"b\": 2 }", "x", "a"))
                .isEqualTo("{ \"a\" :  \"x\" /* one */ , \"b\": 2 }");
        SettingsText text = JsoncText.parse("{\"a\": \"x\"}");
        assertThat(text.put(List.of("a"), JsonNodeFactory.instance.textNode("x")))
                .isSameAs(text);
    }

    @Test
    void textThatLooksLikeACommentIsNone() {
        assertThat(put("{\"u\": \"http://a/*b*/\" }", "x", "b")).isEqualTo("{\"u\": \"http://a/*b*/\", \"b\": \"x\" }");
    }

    @Test
    void anElementIsAddedToAListOnce() {
        var element = JsonNodeFactory.instance.objectNode().put("id", 1);
        SettingsText text = JsoncText.parse("{\"l\": [\n  {\"id\": 0}\n]}");
        SettingsText more = text.append(List.of("l"), element);
        assertThat(more.text()).contains("{\"id\": 0},\n").contains("\"id\": 1");
        assertThat(more.append(List.of("l"), element)).isSameAs(more);
        assertThat(more.removeElement(List.of("l"), element).value(List.of("l")))
                .isEqualTo(text.value(List.of("l")));
        assertThat(JsoncText.parse("{}").append(List.of("l"), element).value(List.of("l")))
                .isEqualTo(JsonNodeFactory.instance.arrayNode().add(element));
    }

    @Test
    void aRemovedKeyTakesItsLineAndItsComma() {
        assertThat(remove("{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}", "b"))
                .isEqualTo("{\n  \"a\": 1,\n  \"c\": 3\n}");
        assertThat(remove("{\n  \"a\": 1, // one\n  \"b\": 2\n}", "b")).isEqualTo("{\n  \"a\": 1 // one\n}");
        assertThat(remove("{\n  \"a\": 1,\n  \"b\": 2,\n}", "b")).isEqualTo("{\n  \"a\": 1,\n}");
        assertThat(remove("{\"a\": 1, \"b\": 2}", "b")).isEqualTo("{\"a\": 1}");
        assertThat(remove("{\"a\": 1, \"b\": 2}", "a")).isEqualTo("{\"b\": 2}");
        assertThat(remove("{\n  \"a\": 1,\n  \"b\": 2 }", "b")).isEqualTo("{\n  \"a\": 1\n   }");
        assertThat(remove("{\"a\": 1}", "b")).isEqualTo("{\"a\": 1}");
    }

    @Test
    void onlyAnObjectWithNothingInItIsPruned() {
        assertThat(JsoncText.parse("{\"a\": {\n}}").prune(List.of("a")).text()).isEqualTo("{}");
        assertThat(JsoncText.parse("{\"a\": { /* mine */ }}")
                        .prune(List.of("a"))
                        .text())
                .isEqualTo("{\"a\": { /* mine */ }}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"a\"}",
                "{\"a\": }",
                "{a: 1}",
                "{\"a\": 1 \"b\": 2}",
                "{\"a\": [1,,2]}",
                "{\"a\": \"x}",
                "[1]",
                "{} {}",
                "{\"a\": 01}",
                "{/* }",
                "{\"a\": nul}",
                "{,}",
                "\"text\"",
                "{\"a\": \"\t\"}"
            })
    void whatIsNotAnObjectInJsonIsRefused(String text) {
        assertThatThrownBy(() -> JsoncText.parse(text))
                .isInstanceOf(SettingsFormatException.class)
                .hasMessageContaining("line 1, column ");
    }

    @Test
    void aValueInTheWayIsNamed() {
        assertThatThrownBy(() -> put("{\"env\": [1]}", "x", "env", "A"))
                .isInstanceOf(SettingsFormatException.class)
                .hasMessageContaining("\"env\" is not an object");
    }

    private static String put(String text, String value, String... path) {
        return JsoncText.parse(text)
                .put(List.of(path), JsonNodeFactory.instance.textNode(value))
                .text();
    }

    private static String remove(String text, String... path) {
        return JsoncText.parse(text).remove(List.of(path)).text();
    }
}

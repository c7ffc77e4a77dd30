package dev.crema.app.agents.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TomlTextTest {
    @Test
    void aTopLevelKeyStandsBeforeEveryTable() {
        assertThat(put("a = 1 # one\n\n[t]\nb = 2\n", "x", "c")).isEqualTo("a = 1 # one\nc = \"x\"\n\n[t]\nb = 2\n");
        assertThat(put("[t]\nb = 2\n", "x", "c")).isEqualTo("c = \"x\"\n\n[t]\nb = 2\n");
        assertThat(put("", "x", "c")).isEqualTo("c = \"x\"\n");
        assertThat(put("a = 1", "x", "c")).isEqualTo("a = 1\nc = \"x\"\n");
        assertThat(put("\uFEFF[t]\r\n", "x", "c")).isEqualTo("\uFEFFc = \"x\"\r\n\r\n[t]\r\n");
    }

    @Test
    void aKeyOfATableStandsBelowItsHeader() {
        assertThat(put("[p.q]\n  a = 1\n\n[r]\n", "x", "p", "q", "b"))
                .isEqualTo("[p.q]\n  a = 1\n  b = \"x\"\n\n[r]\n");
        assertThat(put("[ p . \"q\" ]\n[r]\n", "x", "p", "q", "b")).isEqualTo("[ p . \"q\" ]\nb = \"x\"\n[r]\n");
    }

    @Test
    void aMissingTableIsAddedAtTheEnd() {
        assertThat(put("[r]\na = 1", "x", "p", "q", "b")).isEqualTo("[r]\na = 1\n\n[p.q]\nb = \"x\"\n");
        assertThat(put("[p.q.deep]\na = 1\n", "x", "p", "q", "b")).isEqualTo("[p.q.deep]\na = 1\n\n[p.q]\nb = \"x\"\n");
    }

    @Test
    void aTableOfDottedKeysGetsADottedKey() {
        assertThat(put("[p]\nq.a = 1\nz = 2\n", "x", "p", "q", "b")).isEqualTo("[p]\nq.a = 1\nq.b = \"x\"\nz = 2\n");
        assertThat(put("p.q.a = 1\n", "x", "p", "q", "b")).isEqualTo("p.q.a = 1\np.q.b = \"x\"\n");
    }

    @Test
    void ofAKeyThatIsThereOnlyTheValueChanges() {
        assertThat(put("a   =   'y'   # why\n", "x", "a")).isEqualTo("a   =   \"x\"   # why\n");
        SettingsText text = TomlText.parse("a = 'x'\nn = 1_000\n");
        assertThat(text.put(List.of("a"), JsonNodeFactory.instance.textNode("x")))
                .isSameAs(text);
        assertThat(text.put(List.of("n"), JsonNodeFactory.instance.numberNode(1000)))
                .isSameAs(text);
    }

    @Test
    void whatLooksLikeAStatementInsideAValueIsNone() {
        String text = """
                a = \"\"\"
                [t]
                b = 1 \\\"\"\"
                \"\"\"\"
                c = [ # ] not the end
                  "]", { d = "}" },
                ]
                e = '''
                f = 1'''
                """;
        assertThat(TomlText.parse(text).value(List.of("b"))).isNull();
        assertThat(TomlText.parse(text).value(List.of("f"))).isNull();
        assertThat(put(text, "x", "g")).isEqualTo(text + "g = \"x\"\n");
    }

    @Test
    void listsOfTablesAreSomebodyElses() {
        String text = "[[p]]\nb = 1\n[[p]]\nb = 2\n";
        assertThat(TomlText.parse(text).value(List.of("p", "b"))).isNull();
        assertThatThrownBy(() -> put(text, "x", "p", "b"))
                .isInstanceOf(SettingsFormatException.class)
                .hasMessageContaining("\"p\" is written as a list of tables");
    }

    @Test
    void anInlineTableIsNotExtended() {
        assertThatThrownBy(() -> put("p = { q = { a = 1 } }\n", "x", "p", "q", "b"))
                .isInstanceOf(SettingsFormatException.class)
                .hasMessageContaining("\"p\" is written as a value of its own")
                .hasMessageContaining("[p]");
    }

    @Test
    void anEmptyTableOfOursIsPruned() {
        TomlText text = TomlText.parse("a = 1\n\n[p.q]\nb = 2\n");
        assertThat(text.remove(List.of("p", "q", "b")).prune(List.of("p", "q")).text())
                .isEqualTo("a = 1\n");
        assertThat(TomlText.parse("[p]\n# mine\n[r]\n").prune(List.of("p")).text())
                .isEqualTo("[p]\n# mine\n[r]\n");
        assertThat(text.prune(List.of("p", "q"))).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a =",
                "a = 1 b = 2",
                "[t",
                "[[t]",
                "a = \"x",
                "a = [1",
                "a = { b }",
                "= 1",
                "a = \"\"\"x",
                "a.= 1",
                "[] ",
                "a = [1 2]",
                "a = ]"
            })
    void whatIsNotTomlIsRefused(String text) {
        assertThatThrownBy(() -> TomlText.parse(text))
                .isInstanceOf(SettingsFormatException.class)
                .hasMessageContaining("line 1, column ");
    }

    private static String put(String text, String value, String... path) {
        return TomlText.parse(text)
                .put(List.of(path), JsonNodeFactory.instance.textNode(value))
                .text();
    }
}

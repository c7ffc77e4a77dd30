package dev.crema.proxy.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.proxy.chat.Part;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SampledAnswersTest {
    private final SampledAnswers answers = new SampledAnswers();

    private static Part.ToolUse call(String id, String json) {
        return new Part.ToolUse(id, "Edit", json(json));
    }

    private static JsonNode json(String text) {
        return LenientJson.parse(text);
    }

    private void remember(String sampled, String text, Part.ToolUse... calls) {
        answers.remember(new SampledAnswer(sampled, text, List.of(calls)));
    }

    @Test
    void anAnswerIsFoundByItsCallsAndComparedAsJson() {
        remember("raw", "Text.", call("a", "{\"x\": 1.50, \"y\": {\"p\": [1], \"q\": null}}"), call("b", "{}"));
        Part same = call("a", "{\"y\": {\"q\": null, \"p\": [1.0]}, \"x\": 15e-1}");
        assertThat(answers.recall(List.of(new Part.Text(" Text.\n"), same, call("b", "{}"))))
                .isEqualTo("raw");
        assertThat(answers.recall(List.of(new Part.Thinking("why", ""), same, call("b", "{}"), new Part.Text("Text."))))
                .isEqualTo("raw");
    }

    @Test
    void anAnswerThatACacheRepeatedUnderNewIdsIsFoundByWhatItSays() {
        remember("raw", "Text.", call("a", "{\"x\": 1.50, \"y\": [2]}"), call("b", "{}"));
        Part.ToolUse again = call("new", "{\"y\": [2.0], \"x\": 1.5}");
        assertThat(answers.recall(List.of(new Part.Text("Text."), again, call("other", "{}"))))
                .isEqualTo("raw");
        assertThat(answers.input(again)).hasToString("{\"x\":1.50,\"y\":[2]}");
        assertThat(answers.recall(List.of(new Part.Text("Text."), call("new", "{\"y\": [3]}"), call("other", "{}"))))
                .isNull();
    }

    @Test
    void whatTheClientChangedIsNotRecalled() {
        Part.ToolUse a = call("a", "{\"x\": 1}");
        Part.ToolUse b = call("b", "{}");
        remember("raw", "Text.", a, b);
        Part text = new Part.Text("Text.");
        for (List<Part> changed : List.<List<Part>>of(
                List.of(text, a),
                List.of(text, b, a),
                List.of(a, b),
                List.of(new Part.Text("Text!"), a, b),
                List.of(text, call("a", "{\"x\": 2}"), b),
                List.of(text, call("a", "{\"x\": \"1\"}"), b),
                List.of(text, new Part.ToolUse("a", "Read", a.input()), b),
                List.of(text, a, b, new Part.Unknown(json("{}"))))) {
            assertThat(answers.recall(changed)).as("%s", changed).isNull();
        }
    }

    @Test
    void argumentsComeBackInTheirOrderUnlessTheyChanged() {
        remember("raw", "", call("a", "{\"x\": 1.50, \"y\": 2}"));
        assertThat(answers.input(call("a", "{\"y\": 2, \"x\": 1.5}"))).hasToString("{\"x\":1.50,\"y\":2}");
        assertThat(answers.input(call("a", "{\"y\": 3, \"x\": 1.5}"))).hasToString("{\"y\":3,\"x\":1.5}");
        assertThat(answers.input(call("z", "{\"y\": 3}"))).hasToString("{\"y\":3}");
    }

    @Test
    void aTextIsFoundByItselfIfItWasWrittenOtherwise() {
        remember("Done.\n\n", "Done.\n\n");
        remember("Plain.", "Plain.");
        assertThat(answers.recall(List.of(new Part.Text("Done.")))).isEqualTo("Done.\n\n");
        assertThat(answers.recall(List.of(new Part.Text("Plain.")))).isNull();
        assertThat(answers.recall(List.of(new Part.Text("Do ne.")))).isNull();
    }

    @Test
    void theOldestIsForgottenWhenTheMemoryIsFull() {
        String large = "x".repeat(1 << 20);
        for (int i = 0; i < 100; i++) {
            remember(large, "", call("id" + i, "{\"n\": " + i + "}"));
        }
        long known = java.util.stream.IntStream.range(0, 100)
                .filter(i -> answers.recall(List.of(call("id" + i, "{\"n\": " + i + "}"))) != null)
                .count();
        assertThat(known).isBetween(1L, 17L);
    }

    @Test
    void switchedOffItRemembersNothing() {
        SampledAnswers none = SampledAnswers.unless(Set.of(SampledAnswers.RULE));
        none.remember(new SampledAnswer("raw", "", List.of(call("a", "{}"))));
        assertThat(none.recall(List.of(call("a", "{}")))).isNull();
    }
}

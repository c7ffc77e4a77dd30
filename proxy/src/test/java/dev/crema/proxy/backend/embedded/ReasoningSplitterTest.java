package dev.crema.proxy.backend.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.backend.embedded.Prompt.Start;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReasoningSplitterTest {
    private static final ThinkMarkers THINK = new ThinkMarkers("<think>", "</think>");

    private record Split(String thinking, String text) {}

    @Test
    void reasoningAtTheStartIsSplitOffWithoutTheTemplatesWhiteSpace() {
        everySplit(Start.OPEN, "<think>\nI see.\n\nYes.\n</think>\n\nHello\n", new Split("I see.\n\nYes.", "Hello\n"));
        everySplit(Start.OPEN, "\n<think>a</think>b", new Split("a", "b"));
    }

    @Test
    void reasoningThatThePromptOpenedNeedsNoMarker() {
        everySplit(Start.REASONING, "\nI see.\n</think>\n\nHello", new Split("I see.", "Hello"));
    }

    @Test
    void answerWithoutReasoningKeepsEveryCharacter() {
        everySplit(Start.OPEN, " \n Hello <b>", new Split("", " \n Hello <b>"));
        everySplit(Start.OPEN, "<thin", new Split("", "<thin"));
        everySplit(Start.OPEN, "<thinner> is a word", new Split("", "<thinner> is a word"));
        everySplit(Start.OPEN, "", new Split("", ""));
    }

    @Test
    void markersInsideTheAnswerAreWhatTheModelTalksAbout() {
        everySplit(Start.OPEN, "Use <think>x</think>.", new Split("", "Use <think>x</think>."));
        everySplit(Start.ANSWER, "<think>x</think>", new Split("", "<think>x</think>"));
        everySplit(Start.OPEN, "<think>a</think>b<think>c</think>", new Split("a", "b<think>c</think>"));
    }

    @Test
    void emptyReasoningIsNothing() {
        everySplit(Start.OPEN, "<think>\n\n</think>\n\nHello", new Split("", "Hello"));
    }

    @Test
    void cutReasoningStaysReasoning() {
        everySplit(Start.OPEN, "<think>I see</thi", new Split("I see</thi", ""));
        everySplit(Start.OPEN, "<think>a </b> < /think>", new Split("a </b> < /think>", ""));
    }

    private static void everySplit(Start start, String answer, Split expected) {
        for (int first = 0; first <= answer.length(); first++) {
            for (int second = first; second <= answer.length(); second++) {
                var pieces =
                        List.of(answer.substring(0, first), answer.substring(first, second), answer.substring(second));
                assertThat(split(start, pieces)).as("%s", pieces).isEqualTo(expected);
            }
        }
        var characters = answer.chars().mapToObj(Character::toString).toList();
        assertThat(split(start, characters)).isEqualTo(expected);
    }

    private static Split split(Start start, List<String> pieces) {
        var thinking = new StringBuilder();
        var text = new StringBuilder();
        var splitter = new ReasoningSplitter(THINK, start, new ReasoningSplitter.Output() {
            @Override
            public void thinking(String piece) {
                thinking.append(piece);
            }

            @Override
            public void text(String piece) {
                text.append(piece);
            }
        });
        pieces.forEach(splitter::feed);
        splitter.finish();
        return new Split(thinking.toString(), text.toString());
    }
}

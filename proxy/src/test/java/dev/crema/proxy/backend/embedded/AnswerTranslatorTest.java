package dev.crema.proxy.backend.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.mlx.engine.GenerationEvent;
import dev.crema.mlx.engine.GenerationEvent.FinishReason;
import dev.crema.proxy.backend.embedded.Prompt.Start;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.toolcall.SampledAnswers;
import dev.crema.proxy.toolcall.ToolCallFormats;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What comes out does not depend on how the model's text was cut into tokens. */
class AnswerTranslatorTest {
    private static final ThinkMarkers THINK = new ThinkMarkers("<think>", "</think>");
    private static final List<String> ANSWERS = List.of(
            "Just text, with a < and a {brace}.\n",
            "<think>\nFirst.\n</think>\n\nThen.",
            "<think>only thought",
            "<tool_call>\n{\"name\": \"Read\", \"arguments\": {\"path\": \"a\"}}\n</tool_call>",
            "<think>why</think>I read.\n<tool_call>{\"name\": \"Read\", \"arguments\": {\"path\": \"é☃\"}}</tool_call>\n"
                    + "<tool_call>\n{\"name\": \"Write\", \"arguments\": {\"text\": \"{\\\"a\\\"}\"}}\n</tool_call>",
            "No <tool_call>{\"name\": \"Unknown\", \"arguments\": {}}</tool_call> such tool.",
            "A cut call <tool_call>{\"name\": \"Read\", \"argu");

    /** The content of an answer, deltas joined. */
    private record Content(
            String thinking, String text, List<String> calls, dev.crema.proxy.chat.FinishReason reason) {}

    @Test
    void everySplitOfEveryAnswerGivesTheSameContent() {
        for (String answer : ANSWERS) {
            for (Start start : Start.values()) {
                Content whole = content(start, List.of(answer), Integer.MAX_VALUE);
                for (int cut = 1; cut < answer.length(); cut++) {
                    var pieces = List.of(answer.substring(0, cut), answer.substring(cut));
                    assertThat(content(start, pieces, Integer.MAX_VALUE))
                            .as("%s", pieces)
                            .isEqualTo(whole);
                }
                for (int seed = 0; seed < 50; seed++) {
                    var pieces = pieces(answer, new Random(seed));
                    assertThat(content(start, pieces, Integer.MAX_VALUE))
                            .as("%s", pieces)
                            .isEqualTo(whole);
                }
            }
        }
    }

    @Test
    void splitsDoNotMoveTheEndOfAnAnswerOfOneCall() {
        String answer = ANSWERS.get(4);
        Content whole = content(Start.OPEN, List.of(answer), 1);
        assertThat(whole.calls()).containsExactly("Read{\"path\":\"é☃\"}");
        for (int seed = 0; seed < 200; seed++) {
            assertThat(content(Start.OPEN, pieces(answer, new Random(seed)), 1)).isEqualTo(whole);
        }
    }

    @Test
    void contentIsWhatTheModelMeant() {
        assertThat(content(Start.OPEN, List.of(ANSWERS.get(4)), 9))
                .isEqualTo(new Content(
                        "why",
                        "I read.",
                        List.of("Read{\"path\":\"é☃\"}", "Write{\"text\":\"{\\\"a\\\"}\"}"),
                        dev.crema.proxy.chat.FinishReason.TOOL_USE));
    }

    private static List<String> pieces(String text, Random random) {
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + random.nextInt(6));
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    private static Content content(Start start, List<String> pieces, int callLimit) {
        List<ChatEvent> events = new ArrayList<>();
        var answer = new AnswerTranslator.Answer(
                "m", new Prompt("p", new int[] {'p'}, "", start, false), callLimit, "", false);
        var parser = ToolCallFormats.forTemplate("", Requests.TOOLS);
        var engine = new ScriptedEngine(Templates.load("hermes"), 2000);
        var reuse = new PrefixReuse(
                engine, new Conversations(), Requests.of(Requests.user("hello")), answer.prompt(), 0, THINK);
        var translator = new AnswerTranslator(
                answer, new PieceTokenizer(), reuse, parser, THINK, new SampledAnswers(), events::add);
        for (String piece : pieces) {
            translator.accept(new GenerationEvent.Token(1, piece, null));
        }
        translator.accept(new GenerationEvent.Finished(
                FinishReason.END_OF_TURN,
                null,
                new GenerationEvent.GenerationUsage(0, 0, 0, 1, pieces.size(), 0),
                new GenerationEvent.Timings(0, 0, 0)));
        return join(events);
    }

    private static Content join(List<ChatEvent> events) {
        var thinking = new StringBuilder();
        var text = new StringBuilder();
        List<String> calls = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        var reason = new ArrayList<dev.crema.proxy.chat.FinishReason>();
        for (ChatEvent event : events) {
            switch (event) {
                case ChatEvent.ThinkingDelta(String more) -> thinking.append(more);
                case ChatEvent.TextDelta delta -> text.append(delta.text());
                case ChatEvent.ToolCallStart call -> {
                    ids.add(call.id());
                    calls.add(call.name());
                }
                case ChatEvent.ToolCallArguments(String json) -> calls.add(calls.removeLast() + json);
                case ChatEvent.ToolCallEnd end -> {}
                case ChatEvent.Finished finished -> reason.add(finished.reason());
                case ChatEvent.Started started -> {}
                case ChatEvent.Progress progress -> {}
            }
        }
        assertThat(ids).doesNotHaveDuplicates();
        return new Content(thinking.toString(), text.toString(), calls, reason.getFirst());
    }
}

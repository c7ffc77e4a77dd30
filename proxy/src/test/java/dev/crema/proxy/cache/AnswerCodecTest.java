package dev.crema.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.cache.CachedAnswer.Piece;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.FinishReason;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerCodecTest {
    private static final String[] WORDS = {"a", "Grüße ", "😀", "\n", "\"", "\\", "\u0000", "\u2028", "</tool_call>", ""
    };

    @Test
    void whatIsKeptIsWhatWasTold() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            Answer told = new Answer(answer(random));
            CachedAnswer kept = AnswerRecorder.record(told.events(), 5, 6);

            CachedAnswer back = AnswerCodec.decode(AnswerCodec.encode(kept));

            assertThat(back).isEqualTo(kept);
            assertThat(replay(back).content()).isEqualTo(told.content());
        }
    }

    @Test
    void longTextIsReplayedInPiecesThatCutNoCharacter() {
        String text = "x" + "😀".repeat(3000);
        CachedAnswer answer = new CachedAnswer(
                1, 1, FinishReason.END_TURN, null, 1, 1, List.of(new Piece.Text(text), new Piece.Thinking(text)));

        Answer replayed = replay(answer);

        assertThat(replayed.content()).isEqualTo("|text:" + text + "|thinking:" + text + "|end:END_TURN/null/1");
        assertThat(replayed.events()).hasSizeGreaterThan(20);
        for (ChatEvent event : replayed.events()) {
            if (event instanceof ChatEvent.TextDelta delta) {
                assertThat(new String(delta.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                        .isEqualTo(delta.text());
            }
        }
    }

    @Test
    void anotherVersionAndOtherThingsAreNoAnswers() {
        byte[] bytes = AnswerCodec.encode(
                new CachedAnswer(1, 1, FinishReason.END_TURN, null, 1, 1, List.of(new Piece.Text("Hi"))));
        String json = new String(bytes, StandardCharsets.UTF_8);

        for (String wrong : List.of(
                json.replace("\"v\":1", "\"v\":2"),
                json.replace("END_TURN", "OTHER"),
                json.replace("\"x\"", "\"y\""),
                json.substring(1),
                "",
                "null",
                "[]")) {
            assertThat(AnswerCodec.decode(wrong.getBytes(StandardCharsets.UTF_8)))
                    .as(wrong)
                    .isNull();
        }
    }

    @Test
    void onlyCompleteAnswersAreWorthKeeping() {
        for (FinishReason reason : FinishReason.values()) {
            CachedAnswer kept = AnswerRecorder.record(
                    List.of(new ChatEvent.Finished(reason, null, new Usage(1, 0, 0, 1), Timings.UNKNOWN)), 1, 1);

            assertThat(kept == null).isEqualTo(reason == FinishReason.CONTEXT_FULL || reason == FinishReason.REFUSAL);
        }
    }

    private static Answer replay(CachedAnswer answer) {
        Replay replay = new Replay(answer, "m", CacheLevel.L2, 1);
        List<ChatEvent> events = new ArrayList<>();
        for (ChatEvent event = replay.next(Duration.ZERO); event != null; event = replay.next(Duration.ZERO)) {
            events.add(event);
        }
        return new Answer(events);
    }

    private static List<ChatEvent> answer(Random random) {
        List<ChatEvent> events = new ArrayList<>(List.of(new ChatEvent.Started("m", new Usage(3, 2, 1, 0))));
        for (int i = random.nextInt(6); i > 0; i--) {
            switch (random.nextInt(3)) {
                case 0 -> events.add(new ChatEvent.TextDelta(text(random)));
                case 1 -> events.add(new ChatEvent.ThinkingDelta(text(random)));
                default -> {
                    events.add(new ChatEvent.ToolCallStart("id" + i, "Tool" + random.nextInt(2)));
                    events.add(new ChatEvent.ToolCallArguments("{\"a\":"));
                    events.add(new ChatEvent.ToolCallArguments(random.nextInt() + "}"));
                    events.add(new ChatEvent.ToolCallEnd());
                }
            }
        }
        String stop = random.nextBoolean() ? "stop" : null;
        FinishReason reason = stop == null ? FinishReason.END_TURN : FinishReason.STOP_SEQUENCE;
        events.add(new ChatEvent.Finished(reason, stop, new Usage(3, 2, 1, 9), Timings.UNKNOWN));
        return events;
    }

    /** Not empty: an empty delta may make a block of its own, which says nothing. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder("w");
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }
}

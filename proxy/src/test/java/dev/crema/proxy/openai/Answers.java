package dev.crema.proxy.openai;

import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatEvent.TokenLogprob;
import dev.crema.proxy.chat.FinishReason;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import dev.crema.proxy.http.SseSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What the tests of answers share: event sequences, and a sink that keeps what was sent. */
final class Answers {
    static final AnswerHead HEAD = new AnswerHead("chatcmpl-1", 1_800_000_000L, "the-model");

    private Answers() {}

    /** Keeps the data of events, and comments with a colon before them. */
    static final class Lines implements SseSink {
        final List<String> lines = new ArrayList<>();

        @Override
        public void event(String name, String data) {
            if (name != null) {
                throw new IllegalArgumentException("Chat Completions has no event names: " + name);
            }
            lines.add(data);
        }

        @Override
        public void comment(String text) {
            lines.add(": " + text);
        }
    }

    static List<String> stream(List<ChatEvent> events, boolean includeUsage) {
        Lines sink = new Lines();
        OpenAiStreamEncoder encoder = new OpenAiStreamEncoder(HEAD, includeUsage);
        try {
            for (ChatEvent event : events) {
                encoder.on(event, sink);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sink.lines;
    }

    static String whole(List<ChatEvent> events) {
        OpenAiCollector collector = new OpenAiCollector(HEAD);
        events.forEach(collector::on);
        return collector.body().toString();
    }

    static ChatEvent finished(FinishReason reason) {
        return new ChatEvent.Finished(reason, null, new Usage(10, 20, 5, 7), Timings.UNKNOWN);
    }

    static ChatEvent started() {
        return new ChatEvent.Started("served-model", new Usage(10, 20, 5, 0));
    }

    /** A random answer that obeys the order of events. */
    static List<ChatEvent> random(Random random) {
        List<ChatEvent> events = new ArrayList<>();
        events.add(new ChatEvent.Progress(0, 35));
        events.add(started());
        events.add(new ChatEvent.Progress(35, 35));
        int calls = 0;
        for (int i = random.nextInt(8); i > 0; i--) {
            switch (random.nextInt(3)) {
                case 0 -> events.add(text(random));
                case 1 -> events.add(new ChatEvent.ThinkingDelta(word(random)));
                default -> call(random, calls++, events);
            }
        }
        FinishReason[] reasons = FinishReason.values();
        events.add(finished(calls > 0 ? FinishReason.TOOL_USE : reasons[random.nextInt(reasons.length)]));
        return events;
    }

    private static ChatEvent text(Random random) {
        String word = word(random);
        return random.nextBoolean()
                ? new ChatEvent.TextDelta(word)
                : new ChatEvent.TextDelta(
                        word, List.of(new TokenLogprob(word, -0.5, List.of(new TokenLogprob(word, -0.5, List.of())))));
    }

    private static void call(Random random, int number, List<ChatEvent> events) {
        events.add(new ChatEvent.ToolCallStart("toolu_" + number, "tool" + number));
        String json = "{\"a\":\"" + word(random).strip().replace("\n", "") + "\",\"b\":[1,2]}";
        for (int start = 0; start < json.length(); ) {
            int end = Math.min(json.length(), start + 1 + random.nextInt(9));
            events.add(new ChatEvent.ToolCallArguments(json.substring(start, end)));
            start = end;
        }
        events.add(new ChatEvent.ToolCallEnd());
    }

    private static String word(Random random) {
        return List.of("Hello", " world", "\n", "Zürich", "🌧", " <b>", "x").get(random.nextInt(7));
    }
}

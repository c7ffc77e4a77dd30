package dev.crema.proxy.anthropic;

import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.FinishReason;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Sequences of canonical events, at random within their grammar. */
final class EventScripts {
    private static final List<String> TEXTS = List.of(
            "Hello",
            " ",
            "",
            "\n",
            "{\"no\":\"json\"}",
            "ä€𝄞",
            "\u2028",
            "\"quoted\\\"",
            "</think>",
            "a long piece of text ");
    private static final List<String> ARGUMENTS = List.of(
            "",
            "{}",
            "{\"path\":\"/a b\",\"n\":[1,2.5,null,true]}",
            "{\"text\":\"line\\nline \\\"q\\\" ä\",\"o\":{\"z\":1,\"a\":2}}");

    private EventScripts() {}

    static ChatEvent started() {
        return new ChatEvent.Started("served-model", new Usage(3, 500, 20, 0));
    }

    static ChatEvent finished(FinishReason reason, int output) {
        return new ChatEvent.Finished(
                reason,
                reason == FinishReason.STOP_SEQUENCE ? "END" : null,
                new Usage(3, 500, 20, output),
                Timings.UNKNOWN);
    }

    static List<ChatEvent> random(Random random) {
        List<ChatEvent> events = new ArrayList<>();
        progress(random, events);
        events.add(started());
        progress(random, events);
        int calls = 0;
        for (int i = random.nextInt(8); i > 0; i--) {
            String text = TEXTS.get(random.nextInt(TEXTS.size()));
            switch (random.nextInt(4)) {
                case 0 -> events.add(new ChatEvent.ThinkingDelta(text));
                case 1 -> call(++calls, random, events);
                default -> events.add(new ChatEvent.TextDelta(text));
            }
        }
        FinishReason[] reasons = FinishReason.values();
        events.add(finished(reasons[random.nextInt(reasons.length)], 1 + random.nextInt(50)));
        return events;
    }

    private static void progress(Random random, List<ChatEvent> events) {
        for (int i = random.nextInt(3); i > 0; i--) {
            events.add(new ChatEvent.Progress(i, 10));
        }
    }

    private static void call(int number, Random random, List<ChatEvent> events) {
        events.add(new ChatEvent.ToolCallStart("toolu_" + number, "tool" + random.nextInt(3)));
        String json = ARGUMENTS.get(random.nextInt(ARGUMENTS.size()));
        int from = 0;
        while (from < json.length()) {
            int to = Math.min(json.length(), from + random.nextInt(9));
            events.add(new ChatEvent.ToolCallArguments(json.substring(from, to)));
            from = to;
        }
        events.add(new ChatEvent.ToolCallEnd());
    }
}

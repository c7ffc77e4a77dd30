package dev.crema.proxy.cache;

import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An answer as a client gets it. */
record Answer(List<ChatEvent> events) {
    /** Asks and takes all of it. */
    static Answer of(Backend backend, ChatRequest request) throws InterruptedException {
        try (ChatStream stream = backend.start(request)) {
            return rest(stream);
        }
    }

    /** What is left of a stream. */
    static Answer rest(ChatStream stream) throws InterruptedException {
        List<ChatEvent> events = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (events.isEmpty() || !(events.getLast() instanceof ChatEvent.Finished)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no end within 20 s, only " + events);
            }
            ChatEvent event = stream.next(Duration.ofMillis(100));
            if (event != null) {
                events.add(event);
            }
        }
        return new Answer(events);
    }

    ChatEvent.Started started() {
        return events.stream()
                .filter(ChatEvent.Started.class::isInstance)
                .map(ChatEvent.Started.class::cast)
                .findFirst()
                .orElseThrow();
    }

    ChatEvent.Finished finished() {
        return (ChatEvent.Finished) events.getLast();
    }

    CacheReport report() {
        return finished().cache();
    }

    CacheLevel level() {
        return report().level();
    }

    Usage usage() {
        return finished().usage();
    }

    List<String> callIds() {
        return events.stream()
                .filter(ChatEvent.ToolCallStart.class::isInstance)
                .map(event -> ((ChatEvent.ToolCallStart) event).id())
                .toList();
    }

    /** Everything the client's user sees, blocks told apart, however it was cut. */
    String content() {
        StringBuilder content = new StringBuilder();
        String kind = "";
        for (ChatEvent event : events) {
            String[] piece = switch (event) {
                case ChatEvent.TextDelta text -> new String[] {"text", text.text()};
                case ChatEvent.ThinkingDelta thinking -> new String[] {"thinking", thinking.text()};
                case ChatEvent.ToolCallStart start -> new String[] {"call " + start.name(), ""};
                case ChatEvent.ToolCallArguments more -> new String[] {kind, more.json()};
                case ChatEvent.ToolCallEnd _ -> new String[] {"", ""};
                case ChatEvent.Started _, ChatEvent.Progress _ -> new String[] {kind, ""};
                case ChatEvent.Finished end ->
                    new String[] {
                        "end",
                        end.reason() + "/" + end.stopSequence() + "/"
                                + end.usage().output()
                    };
            };
            if (!piece[0].equals(kind)) {
                content.append("|").append(piece[0]).append(":");
                kind = piece[0];
            }
            content.append(piece[1]);
        }
        return content.toString();
    }
}

package dev.crema.proxy.cache;

import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.cache.CachedAnswer.Piece;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import dev.crema.proxy.toolcall.CallIds;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A kept answer, told again as fast as it is taken. One thread. */
final class Replay implements ChatStream {
    /** Characters of a delta at most: few frames, and none so long that a client stumbles over it. */
    private static final int DELTA_CHARS = 400;

    private final Queue<ChatEvent> events = new ArrayDeque<>();

    /**
     * Begins to tell it.
     *
     * @param model what the client is told that answers
     * @param level where it was found
     * @param bytes what it takes there
     */
    Replay(CachedAnswer answer, String model, CacheLevel level, long bytes) {
        CacheReport report = report(level, bytes, answer.nanos());
        events.add(new ChatEvent.Started(model, usage(answer.promptTokens(), 0), report));
        answer.pieces().forEach(this::add);
        events.add(new ChatEvent.Finished(
                answer.reason(),
                answer.stopSequence(),
                usage(answer.promptTokens(), answer.outputTokens()),
                Timings.UNKNOWN,
                report));
    }

    /** What is said of an answer that was not generated for its request. */
    static CacheReport report(CacheLevel level, long bytes, long firstNanos) {
        return new CacheReport(level, 0, 0, 0, bytes, firstNanos, null);
    }

    /** None of the prompt was computed. */
    static Usage usage(int promptTokens, int outputTokens) {
        return new Usage(0, promptTokens, 0, outputTokens);
    }

    private void add(Piece piece) {
        switch (piece) {
            case Piece.Text text -> add(text.text(), ChatEvent.TextDelta::new);
            case Piece.Thinking thinking -> add(thinking.text(), ChatEvent.ThinkingDelta::new);
            case Piece.ToolCall call -> {
                events.add(new ChatEvent.ToolCallStart(CallIds.next(), call.name()));
                add(call.arguments(), ChatEvent.ToolCallArguments::new);
                events.add(new ChatEvent.ToolCallEnd());
            }
        }
    }

    private void add(String text, Function<String, ChatEvent> delta) {
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + DELTA_CHARS);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end++;
            }
            events.add(delta.apply(text.substring(at, end)));
            at = end;
        }
    }

    @Override
    public @Nullable ChatEvent next(Duration timeout) {
        return events.poll();
    }

    @Override
    public void close() {
        events.clear();
    }
}

package dev.crema.proxy.backend.lite;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatException;
import java.time.Duration;

/** One piece of a scripted answer. Strings may hold {@link Placeholders}. */
sealed interface LiteStep {
    /**
     * Text, sent in pieces of {@code chunk} characters with {@code delay} before each; the whole is repeated.
     */
    record Text(String text, int chunk, Duration delay, int repeat) implements LiteStep {}

    /** Reasoning, sent like text. */
    record Thinking(String text, int chunk, Duration delay) implements LiteStep {}

    /** A call of a tool, its arguments sent in pieces. */
    record ToolCall(String name, ObjectNode input, int chunk, Duration delay) implements LiteStep {}

    /** Silence. */
    record Pause(Duration duration) implements LiteStep {}

    /** The answer fails; as the first step of an answer without prefill, the request is refused. */
    record Fail(ChatException.Kind kind, String message, int retryAfterSeconds) implements LiteStep {
        ChatException exception() {
            return new ChatException(kind, message, retryAfterSeconds, null);
        }
    }
}

package dev.crema.proxy.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it grows: {@code Progress* Started Progress* (TextDelta | ThinkingDelta | ToolCallStart ToolCallArguments*
 * ToolCallEnd)* Finished}. Failures are thrown as {@link ChatException}, before or in the middle.
 */
public sealed interface ChatEvent {
    /**
     * Work on the prompt has begun.
     *
     * @param model id of the model that answers
     * @param usage the prompt's tokens as known now; output is 0
     * @param cache what the caches did, as known now
     */
    record Started(String model, Usage usage, CacheReport cache) implements ChatEvent {
        /** From a backend without caches. */
        public Started(String model, Usage usage) {
            this(model, usage, CacheReport.NONE);
        }
    }

    /** Prompt tokens done of total; before any text. */
    record Progress(int done, int total) implements ChatEvent {}

    /** More text; logprobs hold the tokens that made it, empty if not asked for. */
    record TextDelta(String text, List<TokenLogprob> logprobs) implements ChatEvent {
        /** Text without log-probabilities. */
        public TextDelta(String text) {
            this(text, List.of());
        }
    }

    /** More reasoning. */
    record ThinkingDelta(String text) implements ChatEvent {}

    /** A tool call begins; calls do not overlap. The id is unique and matches {@code [a-zA-Z0-9_-]+}. */
    record ToolCallStart(String id, String name) implements ChatEvent {}

    /** A piece of the call's arguments; all pieces together are one JSON object. */
    record ToolCallArguments(String json) implements ChatEvent {}

    /** The call is complete. */
    record ToolCallEnd() implements ChatEvent {}

    /** The end. */
    record Finished(FinishReason reason, @Nullable String stopSequence, Usage usage, Timings timings, CacheReport cache)
            implements ChatEvent {
        /** From a backend without caches. */
        public Finished(FinishReason reason, @Nullable String stopSequence, Usage usage, Timings timings) {
            this(reason, stopSequence, usage, timings, CacheReport.NONE);
        }
    }

    /**
     * A token's natural-log probability.
     *
     * @param token its text
     * @param top the likeliest tokens, best first
     */
    record TokenLogprob(String token, double logprob, List<TokenLogprob> top) {}
}

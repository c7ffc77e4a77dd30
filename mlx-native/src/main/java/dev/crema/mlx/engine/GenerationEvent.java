package dev.crema.mlx.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one request, in order: {@code Queued, Prefill+, Token*, (Finished | Failed)}. Delivered on the engine
 * thread; a listener hands over and returns.
 */
public sealed interface GenerationEvent {
    /** Accepted; {@code ahead} requests wait before it. */
    record Queued(int ahead) implements GenerationEvent {}

    /**
     * The prompt is being processed. The first one arrives when work starts, the last one has {@code done == total}.
     *
     * @param done prompt tokens in the KV cache, reused ones included
     * @param total prompt tokens
     * @param reused prompt tokens taken from the prefix cache
     * @param reusedFromSsd how many of those were read from the SSD
     */
    record Prefill(int done, int total, int reused, int reusedFromSsd) implements GenerationEvent {}

    /**
     * A token was sampled.
     *
     * @param id token id
     * @param text the text that became certain with it; often empty while a character or a stop string is incomplete
     * @param logprob its log-probability and the best alternatives, if asked for
     */
    record Token(int id, String text, @Nullable Logprob logprob) implements GenerationEvent {}

    /**
     * The end, with everything emitted before.
     *
     * @param reason why it ended
     * @param stopString which stop string matched, if one did
     */
    record Finished(FinishReason reason, @Nullable String stopString, GenerationUsage usage, Timings timings)
            implements GenerationEvent {}

    /** The request failed; the engine goes on. The message says what happened, why and what to do next. */
    record Failed(String message, @Nullable Throwable cause) implements GenerationEvent {}

    /** Why a generation ended. */
    enum FinishReason {
        /** The model ended its turn. */
        END_OF_TURN,
        /** A stop string appeared. */
        STOP_STRING,
        /** {@code maxTokens} were generated. */
        MAX_TOKENS,
        /** The context window is full. */
        CONTEXT_FULL,
        /** The caller cancelled. */
        CANCELLED
    }

    /**
     * @param reusedFromMemory prompt tokens whose keys and values were in memory
     * @param reusedFromSsd prompt tokens whose keys and values were read from the SSD
     * @param stored prompt tokens computed now and kept in the prefix cache
     * @param computed prompt tokens computed now and not kept; the four add up to the prompt
     * @param generated tokens sampled
     * @param kvBytes keys and values of prompt and answer
     */
    record GenerationUsage(
            int reusedFromMemory, int reusedFromSsd, int stored, int computed, int generated, long kvBytes) {
        /** Prompt tokens that were not computed again. */
        public int reused() {
            return reusedFromMemory + reusedFromSsd;
        }

        /** All prompt tokens. */
        public int prompt() {
            return reused() + stored + computed;
        }
    }

    /** Wall times in nanoseconds: waiting, processing the prompt (first token included), sampling the rest. */
    record Timings(long queueNanos, long prefillNanos, long decodeNanos) {}

    /**
     * A token with its natural-log probability before temperature.
     *
     * @param top the most likely tokens, best first
     */
    record Logprob(int id, float value, List<TokenLogprob> top) {}

    /** One alternative. */
    record TokenLogprob(int id, float value) {}
}

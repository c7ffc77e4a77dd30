package dev.crema.mlx.engine;

import dev.crema.mlx.kv.PrefixCache;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which prompts get the next chunk, how large it is, and how prefill shares the device with decoding.
 *
 * <p>A chunk is filled from the first prompt in line, then the next. The line alternates between oldest first and least left
 * first, main requests before side ones, so that a short request does not wait for a long one and a long one is never
 * starved. A prompt whose beginning another sequence is computing right now waits and then reuses it. While anybody else
 * waits, a chunk is cut to {@link #PATIENCE_NANOS}.
 */
final class PrefillPolicy {
    /** Longest chunk while others wait for the device. */
    private static final long PATIENCE_NANOS = 300_000_000L;

    /** Decoding gets this fraction of the time of each chunk before the next one. */
    private static final double DECODE_SHARE = 0.5;

    private static final int SMALLEST_CHUNK = 32;

    private final int largestChunk;
    private final int blockTokens;
    private double nanosPerToken;
    private long decodeOwed;
    private boolean shortestNext;

    PrefillPolicy(int largestChunk, int blockTokens) {
        this.largestChunk = largestChunk;
        this.blockTokens = blockTokens;
    }

    /** Whether the next turn goes to a prompt rather than to a decode step. */
    boolean prefillNext(boolean anyPrefill, boolean anyDecode) {
        return anyPrefill && (!anyDecode || decodeOwed <= 0);
    }

    /** The prompts in the order in which the next chunk takes from them. */
    List<Sequence> line(List<Sequence> prefilling) {
        Comparator<Sequence> byClass = Comparator.comparing(sequence -> sequence.main() ? 0 : 1);
        Comparator<Sequence> order = shortestNext
                ? byClass.thenComparingInt(Sequence::promptRemaining)
                : byClass.thenComparingLong(sequence -> sequence.submittedAt);
        shortestNext = !shortestNext;
        return prefilling.stream().sorted(order).toList();
    }

    /** Whether a sequence that has not started should let another one compute the beginning they share. */
    boolean waitsForAnother(Sequence waiting, List<Sequence> prefilling, PrefixCache cache) {
        int[] prompt = waiting.prompt();
        int cached = cache.peek(prompt, prompt.length - 1);
        for (Sequence other : prefilling) {
            // One that only warms the cache stands still while others are here.
            if (other.started() && !other.warming()) {
                int mismatch = Arrays.mismatch(prompt, other.prompt());
                int shared = mismatch < 0 ? prompt.length : mismatch;
                if (shared - cached >= blockTokens && other.kv().length() < shared) {
                    return true;
                }
            }
        }
        return false;
    }

    /** How many prompt tokens to compute at once; few at a time for those who only warm the cache, who yield at once. */
    int chunkTokens(List<Sequence> prefilling, boolean anyDecode) {
        long wanted = prefilling.stream().mapToLong(Sequence::promptRemaining).sum();
        boolean warming = prefilling.stream().allMatch(Sequence::warming);
        boolean othersWait = anyDecode || warming || prefilling.size() > 1 && wanted > largestChunk;
        if (!othersWait || nanosPerToken == 0) {
            return largestChunk;
        }
        int affordable = (int) (PATIENCE_NANOS / nanosPerToken) / SMALLEST_CHUNK * SMALLEST_CHUNK;
        return Math.clamp(affordable, SMALLEST_CHUNK, largestChunk);
    }

    /** A chunk took this long. */
    void prefilled(int tokens, long nanos) {
        double rate = nanos / (double) tokens;
        // Short chunks are dominated by fixed costs and say little about the rate.
        if (tokens >= SMALLEST_CHUNK) {
            nanosPerToken = nanosPerToken == 0 ? rate : 0.7 * nanosPerToken + 0.3 * rate;
        }
        decodeOwed = (long) (nanos * DECODE_SHARE);
    }

    /** A decode step took this long. */
    void decoded(long nanos) {
        decodeOwed -= nanos;
    }
}

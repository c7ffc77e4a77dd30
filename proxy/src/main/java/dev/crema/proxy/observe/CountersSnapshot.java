package dev.crema.proxy.observe;

import dev.crema.proxy.chat.Usage;
import java.util.List;
import java.util.Map;

/**
 * The counters at one moment.
 *
 * @param requests finished requests by protocol and status
 * @param active requests being answered now
 * @param tokens of all requests so far, disjoint as in {@link Usage}
 * @param timeToFirst seconds to the first piece of an answer
 * @param total seconds of whole requests
 */
public record CountersSnapshot(
        Map<Outcome, Long> requests,
        long active,
        Tokens tokens,
        Seconds seconds,
        Distribution timeToFirst,
        Distribution total) {
    /** Copies the map. */
    public CountersSnapshot {
        requests = Map.copyOf(requests);
    }

    /** Which counter of requests. */
    public record Outcome(String protocol, int status) {}

    /** Sums of {@link Usage}. */
    public record Tokens(long input, long cacheRead, long cacheCreation, long output) {}

    /** Sums of {@link dev.crema.proxy.chat.Timings}. */
    public record Seconds(double queue, double prefill, double decode) {}

    /**
     * Durations in buckets.
     *
     * @param bounds upper bounds in seconds, ascending
     * @param counts one more than the bounds; not cumulative
     */
    public record Distribution(List<Double> bounds, List<Long> counts, double sumSeconds) {
        /** Copies the lists. */
        public Distribution {
            bounds = List.copyOf(bounds);
            counts = List.copyOf(counts);
        }

        /** How many durations there were. */
        public long count() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }
    }
}

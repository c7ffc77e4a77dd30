package dev.crema.proxy.observe;

import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheMiss;
import dev.crema.proxy.chat.Usage;
import java.util.Collections;
import java.util.EnumMap;
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
        Caches caches,
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
     * What the caches did.
     *
     * @param answers answers begun, by where they came from
     * @param reusedTokens prompt tokens that were not computed, by where they came from
     * @param misses turns that could not reuse what their conversation had computed, by cause
     * @param savedSeconds time that the caches saved
     * @param promptTokens tokens of all prompts
     */
    public record Caches(
            Map<CacheLevel, Long> answers,
            Map<CacheLevel, Long> reusedTokens,
            Map<CacheMiss.Cause, Long> misses,
            double savedSeconds,
            long promptTokens) {
        /** Copies the maps, which keep the order of the levels and causes. */
        public Caches {
            answers = Collections.unmodifiableMap(new EnumMap<>(answers));
            reusedTokens = Collections.unmodifiableMap(new EnumMap<>(reusedTokens));
            misses = Collections.unmodifiableMap(new EnumMap<>(misses));
        }

        /** The part of all prompts' tokens that was not computed, 0 to 1. */
        public double hitRate() {
            long reused =
                    reusedTokens.values().stream().mapToLong(Long::longValue).sum();
            return promptTokens == 0 ? 0 : (double) reused / promptTokens;
        }
    }

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

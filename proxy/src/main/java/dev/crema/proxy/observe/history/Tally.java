package dev.crema.proxy.observe.history;

import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.observe.PrefillRates;
import dev.crema.proxy.observe.RequestRecord;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/** A sum of every {@link Measure}, and what follows from them. Immutable. */
public final class Tally {
    /** Of nothing. */
    public static final Tally ZERO = new Tally(new long[Measure.values().length]);

    private final long[] sums;

    private Tally(long[] sums) {
        this.sums = sums;
    }

    /** Of these measures; the others are 0. */
    public static Tally of(Map<Measure, Long> values) {
        long[] sums = new long[Measure.values().length];
        values.forEach((measure, value) -> sums[measure.ordinal()] = value);
        return new Tally(sums);
    }

    /** Of one request; {@link #ZERO} if no answer to it began. */
    public static Tally of(RequestRecord record) {
        CacheReport cache = record.cache();
        if (cache == null) {
            return ZERO;
        }
        Map<Measure, Long> values = new EnumMap<>(Measure.class);
        values.put(Measure.REQUESTS, 1L);
        values.put(Measure.of(record.level()), 1L);
        values.put(Measure.FAILED, record.failure().isEmpty() ? 0L : 1L);
        values.put(Measure.PROMPT_TOKENS, (long) record.usage().prompt());
        values.put(Measure.REUSED_TOKENS, (long) record.reusedTokens());
        values.put(Measure.HEAD_TOKENS, (long) cache.headTokens());
        values.put(Measure.HEAD_REUSED_TOKENS, (long) record.reusedHeadTokens());
        boolean headHit = cache.headTokens() > 0 && record.reusedHeadTokens() == cache.headTokens();
        values.put(Measure.HEAD_HITS, headHit ? 1L : 0L);
        values.put(Measure.OUTPUT_TOKENS, (long) record.usage().output());
        if (record.timeToFirst() != null) {
            boolean miss = record.level() == CacheLevel.MISS;
            values.put(
                    miss ? Measure.MISS_FIRST_NANOS : Measure.HIT_FIRST_NANOS,
                    record.timeToFirst().toNanos());
            values.put(miss ? Measure.MISS_FIRSTS : Measure.HIT_FIRSTS, 1L);
        }
        values.put(Measure.SAVED_NANOS, record.savedNanos());
        values.put(Measure.COST_RAW, record.cost().raw());
        values.put(Measure.COST_CACHED, record.cost().cached());
        if (!record.level().wholeAnswer() && PrefillRates.teaches(record.usage(), record.timings())) {
            values.put(
                    Measure.RATE_TOKENS,
                    (long) record.usage().prompt() - record.usage().cacheRead());
            values.put(Measure.RATE_NANOS, record.timings().prefillNanos());
        }
        return of(values);
    }

    /** Of both. */
    public Tally plus(Tally other) {
        long[] both = sums.clone();
        for (int i = 0; i < both.length; i++) {
            both[i] += other.sums[i];
        }
        return new Tally(both);
    }

    /** Of this without the other, which is part of it. */
    public Tally minus(Tally other) {
        long[] rest = sums.clone();
        for (int i = 0; i < rest.length; i++) {
            rest[i] -= other.sums[i];
        }
        return new Tally(rest);
    }

    /** One of the sums. */
    public long get(Measure measure) {
        return sums[measure.ordinal()];
    }

    /** Answers that reused something. */
    public long hits() {
        return get(Measure.REQUESTS) - get(Measure.MISS);
    }

    /** The part of the answers that reused something, 0 to 1. */
    public double hitRate() {
        return share(hits(), get(Measure.REQUESTS));
    }

    /** The part of the prompts' tokens that was not computed, 0 to 1. */
    public double tokenHitRate() {
        return share(get(Measure.REUSED_TOKENS), get(Measure.PROMPT_TOKENS));
    }

    /** Prompt tokens that were computed. */
    public long computedTokens() {
        return get(Measure.PROMPT_TOKENS) - get(Measure.REUSED_TOKENS);
    }

    /** Mean seconds to the first piece of an answer that reused something; empty if there is none. */
    public OptionalDouble meanHitSeconds() {
        return mean(get(Measure.HIT_FIRST_NANOS), get(Measure.HIT_FIRSTS));
    }

    /** Mean seconds to the first piece of an answer that reused nothing; empty if there is none. */
    public OptionalDouble meanMissSeconds() {
        return mean(get(Measure.MISS_FIRST_NANOS), get(Measure.MISS_FIRSTS));
    }

    /** Seconds saved. */
    public double savedSeconds() {
        return get(Measure.SAVED_NANOS) / 1e9;
    }

    /** US dollars the tokens would cost at vendors if nothing was reused. */
    public double rawDollars() {
        return get(Measure.COST_RAW) / 1e9;
    }

    /** US dollars they would cost with the reused ones at their lower price. */
    public double cachedDollars() {
        return get(Measure.COST_CACHED) / 1e9;
    }

    /** The difference of both. */
    public double savedDollars() {
        return (get(Measure.COST_RAW) - get(Measure.COST_CACHED)) / 1e9;
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private static OptionalDouble mean(long nanos, long count) {
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(nanos / 1e9 / count);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tally tally && Arrays.equals(sums, tally.sums);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sums);
    }

    @Override
    public String toString() {
        Map<Measure, Long> values = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            if (get(measure) != 0) {
                values.put(measure, get(measure));
            }
        }
        return "Tally" + values;
    }
}

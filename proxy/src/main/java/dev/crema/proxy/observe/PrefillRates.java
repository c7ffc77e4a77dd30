package dev.crema.proxy.observe;

import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long each model takes to compute a prompt's token: a moving figure over the last prompts, so that it follows what
 * else the machine does. Only prompts that were mostly computed teach it; the time of the others is that of looking up and
 * restoring. Safe from any thread.
 */
public final class PrefillRates {
    /** Shorter prompts measure the start of a computation rather than the computation. */
    private static final int FEWEST_TOKENS = 128;

    /** Tokens after which what was learned before counts for a third. */
    private static final double WINDOW_TOKENS = 50_000;

    private final ConcurrentHashMap<String, Rate> rates = new ConcurrentHashMap<>();

    private record Rate(double tokens, double nanos) {
        static final Rate UNKNOWN = new Rate(0, 0);

        Rate plus(double moreTokens, double moreNanos) {
            double kept = Math.exp(-moreTokens / WINDOW_TOKENS);
            return new Rate(tokens * kept + moreTokens, nanos * kept + moreNanos);
        }
    }

    /** Whether a prompt's times tell how fast the model computes. */
    public static boolean teaches(Usage usage, Timings timings) {
        int computed = usage.input() + usage.cacheCreation();
        return timings.prefillNanos() > 0 && computed >= FEWEST_TOKENS && computed >= usage.cacheRead();
    }

    /** Learns from a request if it teaches something. */
    void learn(String model, Usage usage, Timings timings) {
        if (teaches(usage, timings)) {
            int computed = usage.input() + usage.cacheCreation();
            rates.merge(
                    model,
                    Rate.UNKNOWN.plus(computed, timings.prefillNanos()),
                    (rate, more) -> rate.plus(more.tokens(), more.nanos()));
        }
    }

    /** What was measured before this process started; whatever was learned since counts for more. */
    public void remember(String model, long tokens, long nanos) {
        if (tokens > 0 && nanos > 0) {
            double scale = Math.min(1, WINDOW_TOKENS / tokens);
            Rate known = new Rate(tokens * scale, nanos * scale);
            rates.merge(model, known, (rate, old) -> old.plus(rate.tokens(), rate.nanos()));
        }
    }

    /** How long the model would take for these tokens; 0 if that was never measured. */
    public long nanosFor(String model, int tokens) {
        Rate rate = rates.getOrDefault(model, Rate.UNKNOWN);
        return rate.tokens() == 0 ? 0 : Math.round(tokens * (rate.nanos() / rate.tokens()));
    }
}

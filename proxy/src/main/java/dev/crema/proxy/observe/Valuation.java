package dev.crema.proxy.observe;

import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import dev.crema.proxy.config.PriceTable;
import java.time.Duration;

/** Says what the caches were worth to a request: time, and money at a vendor. Safe from any thread. */
public final class Valuation {
    private final PriceTable prices;
    private final PrefillRates rates;

    /** With these prices and what was measured so far, which each request adds to. */
    public Valuation(PriceTable prices, PrefillRates rates) {
        this.prices = prices;
        this.rates = rates;
    }

    /** The cost of a request to the model that the client asked for. */
    public Cost cost(String asked, Usage usage, CacheReport cache) {
        return Cost.of(usage, reused(usage, cache), prices.of(asked));
    }

    /**
     * The time the caches saved, and learns from the request: for reused tokens what the model would have taken to compute
     * them, for whole answers what they took when they were generated, less what they took now.
     *
     * @param served the model that answered
     * @param total from the request's arrival to its end
     */
    public long savedNanos(String served, Usage usage, CacheReport cache, Timings timings, Duration total) {
        if (cache.level().wholeAnswer()) {
            return Math.max(0, cache.firstNanos() - total.toNanos());
        }
        rates.learn(served, usage, timings);
        return rates.nanosFor(served, reused(usage, cache));
    }

    /** Prompt tokens that were not computed: all of them if the answer was there already. */
    static int reused(Usage usage, CacheReport cache) {
        return cache.level().wholeAnswer() ? usage.prompt() : usage.cacheRead();
    }
}

package dev.crema.proxy.observe;

import dev.crema.proxy.chat.Usage;
import dev.crema.proxy.config.PriceTable.Price;

/**
 * What the tokens of a request would cost at a vendor, in billionths of a US dollar: whole numbers, so that sums are exact.
 *
 * @param raw if nothing was reused
 * @param cached with the reused tokens at their lower price
 */
public record Cost(long raw, long cached) {
    /** Of a request that used nothing. */
    public static final Cost NONE = new Cost(0, 0);

    /** Billionths of a dollar a token costs for each dollar a million tokens cost. */
    private static final double NANO_PER_TOKEN = 1e9 / 1e6;

    /**
     * The cost of a request.
     *
     * @param reused how many of the prompt's tokens were not computed
     */
    static Cost of(Usage usage, int reused, Price price) {
        long output = price(usage.output(), price.output());
        return new Cost(
                price(usage.prompt(), price.input()) + output,
                price(usage.prompt() - reused, price.input()) + price(reused, price.cacheRead()) + output);
    }

    private static long price(int tokens, double dollarsPerMillion) {
        return tokens * Math.round(dollarsPerMillion * NANO_PER_TOKEN);
    }
}

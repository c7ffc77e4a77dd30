package dev.crema.mlx.hardware;

import java.util.Locale;

/**
 * How many tokens of keys and values a conversation gets without asking for more. What is free decides first, then the
 * chip: each new token reads all keys and values before it.
 */
final class KvSizeRule {
    /** Fewer are never advised. */
    static final int FEWEST_TOKENS = 512;

    private static final int FEW_TOKENS = 2_048;
    private static final int USUAL_TOKENS = 4_096;
    private static final int MANY_TOKENS = 8_192;
    private static final long FEWEST_BELOW = 4L << 30;
    private static final long FEW_BELOW = 8L << 30;
    /** GB/s of M3 Max. */
    private static final int MANY_FROM = 300;
    /** On the fastest chips; 8,192 for every 32 GB. */
    private static final int TOKENS_PER_GB = 256;

    private static final String OVERRIDE =
            "To choose otherwise, set \"kvSize\" below \"caching\" in config.json, or CREMA_CACHING_KV_SIZE.";

    private KvSizeRule() {}

    /** @param weightBytes of a model that is still to be loaded; 0: none */
    static Advice<Integer> of(Hardware hardware, long weightBytes) {
        long free = Math.max(0, hardware.availableBytes() - weightBytes);
        if (free < FEW_BELOW) {
            return advice(
                    free < FEWEST_BELOW ? FEWEST_TOKENS : FEW_TOKENS,
                    ByteText.of(free) + " are free" + (weightBytes > 0 ? " once the model is loaded" : ""));
        }
        Chip chip = hardware.chip();
        return advice(byChip(hardware), "of the chip" + (chip.name().isEmpty() ? "" : ", " + chip.name()));
    }

    private static int byChip(Hardware hardware) {
        Chip chip = hardware.chip();
        if (chip.tier() == Chip.Tier.BASE && chip.generation() <= 2) {
            return FEW_TOKENS;
        }
        int bandwidth = hardware.bandwidth().gigabytesPerSecond();
        if (bandwidth >= QuantizationRule.SIXTEEN_BITS_FROM) {
            int tokens = (int) (hardware.memoryBytes() >> 30) * TOKENS_PER_GB;
            return Math.max(MANY_TOKENS, Integer.highestOneBit(tokens));
        }
        return bandwidth >= MANY_FROM ? MANY_TOKENS : USUAL_TOKENS;
    }

    private static Advice<Integer> advice(int tokens, String why) {
        return new Advice<>(
                tokens,
                String.format(
                        Locale.ROOT, "A conversation gets %,d tokens of keys and values, because %s.", tokens, why),
                OVERRIDE);
    }
}

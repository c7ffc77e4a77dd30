package dev.crema.mlx.hardware;

/** Which precision of weights suits a machine: as precise as its bandwidth answers quickly with and its memory holds. */
final class QuantizationRule {
    /** Chips from M4 on, and the larger ones before it. */
    static final int EIGHT_BITS_FROM = 120;
    /** The slower M4 Max. */
    static final int SIXTEEN_BITS_FROM = 410;
    /** Where a model of a useful size fits in that precision, beside the system. */
    static final int EIGHT_BITS_GIGABYTES = 16;

    static final int SIXTEEN_BITS_GIGABYTES = 36;

    private static final String OVERRIDE =
            "To choose otherwise, load a model of another precision: \"model\" in config.json, CREMA_MODEL or --model.";

    private QuantizationRule() {}

    static Advice<WeightBits> of(Hardware hardware) {
        Bandwidth bandwidth = hardware.bandwidth();
        WeightBits fast = byBandwidth(hardware, bandwidth.gigabytesPerSecond());
        WeightBits bits = byMemory(fast, hardware.memoryBytes());
        String why = bits == fast
                ? switch (fast) {
                    case FOUR -> "so weights of 4 bits answer at a good pace where larger ones would not";
                    case EIGHT -> "enough for weights of 8 bits, which lose next to nothing";
                    case SIXTEEN -> "enough for weights of 16 bits, which lose nothing";
                }
                : "enough for more precise weights, but with " + ByteText.of(hardware.memoryBytes())
                        + " of memory they would leave room for small models only";
        return new Advice<>(bits, bandwidth.statement() + ", " + why + ".", OVERRIDE);
    }

    private static WeightBits byBandwidth(Hardware hardware, int gigabytesPerSecond) {
        Chip chip = hardware.chip();
        if (chip.generation() == 3 && chip.tier() == Chip.Tier.PRO) {
            // Its memory is slower than the Pro's before and after it.
            return WeightBits.FOUR;
        }
        if (gigabytesPerSecond >= SIXTEEN_BITS_FROM) {
            return WeightBits.SIXTEEN;
        }
        return gigabytesPerSecond >= EIGHT_BITS_FROM ? WeightBits.EIGHT : WeightBits.FOUR;
    }

    private static WeightBits byMemory(WeightBits fast, long memory) {
        if (memory < (long) EIGHT_BITS_GIGABYTES << 30) {
            return WeightBits.FOUR;
        }
        return fast == WeightBits.SIXTEEN && memory < (long) SIXTEEN_BITS_GIGABYTES << 30 ? WeightBits.EIGHT : fast;
    }
}

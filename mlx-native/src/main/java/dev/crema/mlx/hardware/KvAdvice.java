package dev.crema.mlx.hardware;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How much memory keys and values may take on a machine. Advice for budgets only: a prompt longer than
 * {@code sequenceTokens} is answered all the same, as far as the model's window goes.
 *
 * @param prefixCacheBytes memory for prompts kept between requests
 * @param sequenceTokens tokens of one conversation that fit with ease
 * @param reasons a sentence for each figure, for people
 */
public record KvAdvice(long prefixCacheBytes, int sequenceTokens, List<String> reasons) {
    private static final long GB = 1L << 30;
    /** Always granted, because agents live on reused prompts. */
    private static final long LEAST_PREFIX_CACHE = GB / 4;

    private static final int FEWEST_TOKENS = 512;
    private static final int FEW_TOKENS = 2_048;
    private static final int USUAL_TOKENS = 4_096;
    private static final int MANY_TOKENS = 8_192;
    /** On the largest chips; 8,192 for every 32 GB. */
    private static final int TOKENS_PER_GB = 256;

    /** Copies the list. */
    public KvAdvice {
        reasons = List.copyOf(reasons);
    }

    /**
     * Advice for a machine and a model that is not loaded yet.
     *
     * @param weightBytes memory that its weights will take
     * @param kvBytesPerToken keys and values of one token over all layers
     */
    public static KvAdvice of(Hardware hardware, long weightBytes, long kvBytesPerToken) {
        List<String> reasons = new ArrayList<>();
        long kv = kvBytes(hardware.memoryBytes(), weightBytes, reasons);
        long prefixCache = Math.max(LEAST_PREFIX_CACHE, kv / 2);
        reasons.add(
                prefixCache == LEAST_PREFIX_CACHE
                        ? "Prompts kept between requests get " + size(prefixCache)
                                + " all the same, because agents send the same beginning with every request."
                        : "Half of that, " + size(prefixCache)
                                + ", is for prompts kept between requests; the other half is for the answers under way.");
        int tokens = sequenceTokens(hardware, weightBytes, reasons);
        long fitting = Math.max(FEWEST_TOKENS, kv / 2 / Math.max(1, kvBytesPerToken));
        if (fitting < tokens) {
            reasons.add("Of this model, with " + kvBytesPerToken / 1024 + " KB a token, only "
                    + String.format(Locale.ROOT, "%,d", fitting) + " tokens fit into it.");
            tokens = (int) fitting;
        }
        return new KvAdvice(prefixCache, tokens, reasons);
    }

    /** Half of what the system can spare, or what the weights leave of it if they take more than the other half. */
    private static long kvBytes(long memory, long weights, List<String> reasons) {
        long others = Math.max(4 * GB, memory / 4);
        long spare = Math.max(0, memory - others);
        long kv = Math.max(0, Math.min(spare / 2, spare - weights));
        reasons.add(
                "Of " + size(memory) + " of memory, " + size(others) + " are left to the system and other programs.");
        reasons.add(
                kv == spare / 2
                        ? "Half of the remaining " + size(spare) + " is for weights, half, " + size(kv)
                                + ", for keys and values."
                        : "The weights take " + size(weights) + " of the remaining " + size(spare)
                                + ", more than their half; " + size(kv) + " are left for keys and values.");
        return kv;
    }

    private static int sequenceTokens(Hardware hardware, long weights, List<String> reasons) {
        long free = Math.max(0, hardware.availableBytes() - weights);
        int tokens = free < 4 * GB ? FEWEST_TOKENS : free < 8 * GB ? FEW_TOKENS : byChip(hardware);
        String why = tokens < USUAL_TOKENS
                ? "because " + size(free) + " are free once the model is loaded"
                : "because of the chip"
                        + (hardware.chip().name().isEmpty()
                                ? ""
                                : ", " + hardware.chip().name());
        reasons.add(String.format(Locale.ROOT, "One conversation should stay within %,d tokens, %s.", tokens, why));
        return tokens;
    }

    /** What memory bandwidth allows: every token of an answer reads all keys and values before it. */
    private static int byChip(Hardware hardware) {
        Chip chip = hardware.chip();
        return switch (chip.tier()) {
            case BASE, PRO, OTHER -> USUAL_TOKENS;
            case MAX -> chip.generation() < 4 ? MANY_TOKENS : byMemory(hardware.memoryBytes());
            case ULTRA -> byMemory(hardware.memoryBytes());
        };
    }

    private static int byMemory(long memory) {
        return Math.max(MANY_TOKENS, Integer.highestOneBit((int) (memory / GB * TOKENS_PER_GB)));
    }

    private static String size(long bytes) {
        return bytes < GB
                ? bytes / (GB / 1024) + " MB"
                : String.format(Locale.ROOT, "%.1f GB", bytes / (double) GB).replace(".0 GB", " GB");
    }
}

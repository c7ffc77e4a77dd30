package dev.crema.mlx.hub.catalogue;

import dev.crema.mlx.hardware.Hardware;
import java.util.Locale;

/**
 * Whether a model fits into a machine's memory. A quarter of the memory, at least 4 GB, is left to the system and other programs,
 * as {@link dev.crema.mlx.hardware.KvAdvice} does. Sizes of memory count in powers of 1024.
 *
 * @param verdict how well
 * @param reason why, as a sentence
 */
public record MemoryFit(Verdict verdict, String reason) {
    private static final long GB = 1L << 30;
    /** An agent's own prompt takes some 11,000 tokens, and work needs room behind it. */
    private static final int AGENT_TOKENS = 16_384;

    private static final int LEAST_TOKENS = 8_192;

    /** Degrees of fitting. */
    public enum Verdict {
        /** With room for agents' conversations and the caches. */
        EASY,
        /** For short conversations, or with little left for caches. */
        TIGHT,
        /** Not without swapping. */
        TOO_LARGE
    }

    /**
     * Judges a model.
     *
     * @param weightBytes memory its weights take
     * @param kvBytesPerToken memory of one token's keys and values
     */
    public static MemoryFit of(Hardware hardware, long weightBytes, long kvBytesPerToken) {
        long memory = hardware.memoryBytes();
        long spare = Math.max(0, memory - Math.max(4 * GB, memory / 4));
        String machine = "of this machine's " + size(memory) + " of memory, " + size(spare)
                + " can go to weights and conversations";
        String weights = "its weights take " + size(weightBytes);
        long agent = AGENT_TOKENS * kvBytesPerToken;
        if (weightBytes <= spare / 2 && weightBytes + agent <= spare) {
            return new MemoryFit(
                    Verdict.EASY,
                    "Fits with ease: " + machine + "; " + weights + " and a conversation of " + count(AGENT_TOKENS)
                            + " tokens " + size(agent) + ".");
        }
        if (weightBytes + LEAST_TOKENS * kvBytesPerToken <= spare) {
            long tokens = (spare - weightBytes) / Math.max(1, kvBytesPerToken) / 1024 * 1024;
            return new MemoryFit(
                    Verdict.TIGHT,
                    "Fits, but tightly: " + machine + "; " + weights + ", which leaves room for about " + count(tokens)
                            + " tokens and little for caches.");
        }
        return new MemoryFit(
                Verdict.TOO_LARGE,
                "Too large: " + machine + ", but " + weights + " and a conversation of " + count(LEAST_TOKENS)
                        + " tokens " + size(LEAST_TOKENS * kvBytesPerToken) + ".");
    }

    private static String count(long tokens) {
        return String.format(Locale.ROOT, "%,d", tokens);
    }

    private static String size(long bytes) {
        return bytes < GB
                ? bytes / (GB / 1024) + " MB"
                : String.format(Locale.ROOT, "%.1f GB", bytes / (double) GB).replace(".0 GB", " GB");
    }
}

package dev.crema.mlx.hub.catalogue;

import dev.crema.mlx.hardware.ByteText;
import dev.crema.mlx.hardware.Hardware;
import dev.crema.mlx.hardware.MemoryShares;
import java.util.Locale;

/**
 * Whether a model fits into what {@link MemoryShares} leaves it of a machine's memory. Sizes of memory count in powers of 1024.
 *
 * @param verdict how well
 * @param reason why, as a sentence
 */
public record MemoryFit(Verdict verdict, String reason) {
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
        long spare = MemoryShares.of(memory).spareBytes();
        String machine = "of this machine's " + ByteText.of(memory) + " of memory, " + ByteText.of(spare)
                + " can go to weights and conversations";
        String weights = "its weights take " + ByteText.of(weightBytes);
        long agent = AGENT_TOKENS * kvBytesPerToken;
        if (weightBytes <= spare / 2 && weightBytes + agent <= spare) {
            return new MemoryFit(
                    Verdict.EASY,
                    "Fits with ease: " + machine + "; " + weights + " and a conversation of " + count(AGENT_TOKENS)
                            + " tokens " + ByteText.of(agent) + ".");
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
                        + " tokens " + ByteText.of(LEAST_TOKENS * kvBytesPerToken) + ".");
    }

    private static String count(long tokens) {
        return String.format(Locale.ROOT, "%,d", tokens);
    }
}

package dev.crema.mlx.hardware;

/**
 * Whether a model's weights fit a machine.
 *
 * @param reason one sentence for people
 */
public record WeightFit(Verdict verdict, String reason) {
    /** How they fit. */
    public enum Verdict {
        /** As much is left for keys and values. */
        WITH_EASE,
        /** They fit, but long prompts do not. */
        TIGHT,
        /** The system would swap or end the process. */
        TOO_LARGE
    }

    /** Compares them with the machine's whole memory, not with what happens to be free. */
    public static WeightFit of(Hardware hardware, long weightBytes) {
        MemoryShares shares = MemoryShares.of(hardware.memoryBytes());
        String takes = "The weights take " + ByteText.of(weightBytes) + " of the " + ByteText.of(shares.spareBytes())
                + " that this machine can spare";
        if (weightBytes <= shares.halfBytes()) {
            return new WeightFit(Verdict.WITH_EASE, takes + ", which leaves as much for keys and values.");
        }
        return weightBytes + 2 * KvAdvice.LEAST_PREFIX_CACHE <= shares.spareBytes()
                ? new WeightFit(
                        Verdict.TIGHT,
                        takes + ", which leaves " + ByteText.of(shares.kvBytes(weightBytes)) + " for keys and values.")
                : new WeightFit(
                        Verdict.TOO_LARGE,
                        takes + ", which leaves nothing for prompts: choose a smaller or more quantized model.");
    }
}

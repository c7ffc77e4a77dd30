package dev.crema.mlx.hardware;

/**
 * How fast the GPU reads memory, which bounds how fast a model answers: every token reads all weights.
 *
 * @param gigabytesPerSecond in GB/s (10⁹ bytes); 0: unknown
 * @param published whether the chip's maker says so; false: assumed
 * @param statement the beginning of a sentence for people that says it, without its full stop
 */
public record Bandwidth(int gigabytesPerSecond, boolean published, String statement) {
    /** Of a chip by its table; of a newer one from its memory. */
    static Bandwidth of(Hardware hardware) {
        Chip chip = hardware.chip();
        if (!chip.isAppleM()) {
            return new Bandwidth(0, false, "The memory bandwidth of this processor is not known");
        }
        return AppleChip.of(chip, hardware.gpuCores())
                .map(entry -> new Bandwidth(
                        entry.gigabytesPerSecond(),
                        true,
                        chip.name() + " reads " + entry.gigabytesPerSecond() + " GB of memory a second"))
                .orElseGet(() -> assumed(chip, AppleChip.withMemory(hardware.memoryBytes())));
    }

    private static Bandwidth assumed(Chip chip, AppleChip like) {
        return new Bandwidth(
                like.gigabytesPerSecond(),
                false,
                chip.name() + " is not in Crema's table, so it is taken to read " + like.gigabytesPerSecond()
                        + " GB of memory a second, as the slowest known chip with that much memory does ("
                        + like.chip().name() + ")");
    }
}

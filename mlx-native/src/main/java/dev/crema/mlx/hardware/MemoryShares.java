package dev.crema.mlx.hardware;

/**
 * How a machine's memory is divided.
 *
 * @param totalBytes all of it
 * @param othersBytes left to the system and other programs
 */
public record MemoryShares(long totalBytes, long othersBytes) {
    private static final long LEAST_FOR_OTHERS = 4L << 30;

    /** Of a machine with so much memory. */
    public static MemoryShares of(long totalBytes) {
        return new MemoryShares(totalBytes, Math.max(LEAST_FOR_OTHERS, totalBytes / 4));
    }

    /** What a model and its keys and values may take together. */
    public long spareBytes() {
        return Math.max(0, totalBytes - othersBytes);
    }

    /** What weights may take so that as much is left for keys and values. */
    public long halfBytes() {
        return spareBytes() / 2;
    }

    /** For keys and values: half of the spare memory, or what the weights leave if they take more than the other half. */
    public long kvBytes(long weightBytes) {
        return Math.max(0, Math.min(halfBytes(), spareBytes() - weightBytes));
    }
}

package dev.crema.proxy.cache;

/**
 * One tier's numbers, counted since the start except for entries and bytes.
 *
 * @param hits answers it gave
 * @param stored answers it took
 * @param entries answers it holds; 0 where that is not known
 * @param bytes what they take; 0 where that is not known
 * @param evictions answers that had to make room, or were too old
 * @param corrupt answers found damaged and thrown away
 * @param errors failures, each a miss or an answer not kept
 * @param dropped answers not kept because it could not keep up
 */
public record TierStats(
        long hits, long stored, long entries, long bytes, long evictions, long corrupt, long errors, long dropped) {
    /** A tier that is off. */
    public static final TierStats OFF = new TierStats(0, 0, 0, 0, 0, 0, 0, 0);
}

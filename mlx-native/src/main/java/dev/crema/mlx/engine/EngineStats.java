package dev.crema.mlx.engine;

import dev.crema.mlx.kv.disk.DiskStats;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of the engine.
 *
 * @param active sequences being prefilled or decoded
 * @param queued requests waiting
 * @param liveArrays native array handles alive
 * @param activeBytes bytes in MLX's live buffers
 * @param weightBytes those of them that the loaded model's weights take
 * @param kvBytesPerToken bytes of keys and values of one token
 * @param kvSize what sequences take of them
 * @param cache the prefix cache in memory
 * @param ssd the prefix cache on the SSD, of all models; null if there is none
 * @param tokens tokens since the start
 * @param prefillNanos time spent computing prompts
 * @param decodeNanos time spent in decode steps
 */
public record EngineStats(
        int active,
        int queued,
        int liveArrays,
        long activeBytes,
        long weightBytes,
        long kvBytesPerToken,
        KvSize kvSize,
        CacheStats cache,
        @Nullable DiskStats ssd,
        TokenStats tokens,
        long prefillNanos,
        long decodeNanos) {
    /** Of an engine that has done nothing yet. */
    static final EngineStats NOTHING = new EngineStats(
            0,
            0,
            0,
            0,
            0,
            0,
            new KvSize(0, 0),
            new CacheStats(0, 0, 0, 0, 0, 0),
            null,
            new TokenStats(0, 0, 0, 0),
            0,
            0);

    /** The same with what the SSD says. */
    EngineStats withSsd(DiskStats stats) {
        return new EngineStats(
                active,
                queued,
                liveArrays,
                activeBytes,
                weightBytes,
                kvBytesPerToken,
                kvSize,
                cache,
                stats,
                tokens,
                prefillNanos,
                decodeNanos);
    }

    /**
     * What sequences take of keys and values.
     *
     * @param tokens of one sequence that the machine holds with ease; 0: not known
     * @param raised sequences since the start that needed more and got it
     */
    public record KvSize(int tokens, long raised) {}

    /**
     * The prefix cache in memory.
     *
     * @param bytes of its blocks
     * @param budgetBytes upper bound of the above
     * @param blocks how many there are
     * @param pinnedBlocks how many of them are protected for a session
     * @param evicted blocks that had to leave memory since the start
     * @param resets times it was emptied because a threshold was reached
     */
    public record CacheStats(long bytes, long budgetBytes, int blocks, int pinnedBlocks, long evicted, long resets) {}

    /**
     * Tokens since the start.
     *
     * @param fromMemory prompt tokens reused from memory
     * @param fromSsd prompt tokens reused from the SSD
     * @param prefilled prompt tokens computed
     * @param generated tokens sampled
     */
    public record TokenStats(long fromMemory, long fromSsd, long prefilled, long generated) {}
}

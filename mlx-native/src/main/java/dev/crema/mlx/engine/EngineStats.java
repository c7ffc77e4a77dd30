package dev.crema.mlx.engine;

/**
 * A snapshot of the engine.
 *
 * @param active sequences being prefilled or decoded
 * @param queued requests waiting
 * @param liveArrays native array handles alive
 * @param activeBytes bytes in MLX's live buffers
 * @param cacheBytes bytes of KV blocks in the prefix cache
 * @param cacheBudgetBytes upper bound of the above
 * @param cacheBlocks KV blocks in the prefix cache
 * @param evictedBlocks blocks evicted since the start
 * @param reusedTokens prompt tokens reused since the start
 * @param prefilledTokens prompt tokens computed since the start
 * @param generatedTokens tokens sampled since the start
 * @param prefillNanos time spent computing prompts
 * @param decodeNanos time spent in decode steps
 */
public record EngineStats(
        int active,
        int queued,
        int liveArrays,
        long activeBytes,
        long cacheBytes,
        long cacheBudgetBytes,
        int cacheBlocks,
        long evictedBlocks,
        long reusedTokens,
        long prefilledTokens,
        long generatedTokens,
        long prefillNanos,
        long decodeNanos) {}

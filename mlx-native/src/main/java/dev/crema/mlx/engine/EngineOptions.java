package dev.crema.mlx.engine;

import dev.crema.mlx.model.Precision;
import org.jspecify.annotations.Nullable;

/**
 * How an engine runs.
 *
 * @param precision what weights become in memory; null: as stored on a GPU, dense float32 on a CPU
 * @param kvBudgetBytes memory for the prefix cache's blocks
 * @param blockTokens tokens per prefix-cache block
 * @param maxActive sequences prefilled and decoded at once
 * @param maxQueued requests that may wait for a place; one more is refused
 * @param prefillChunk tokens of a prompt computed at once while nobody waits
 */
public record EngineOptions(
        @Nullable Precision precision,
        long kvBudgetBytes,
        int blockTokens,
        int maxActive,
        int maxQueued,
        int prefillChunk) {
    /** Tokens per block unless a measurement says otherwise: docs/benchmarks.md. */
    public static final int DEFAULT_BLOCK_TOKENS = 64;

    /** For this machine, with the given memory for the prefix cache. */
    public static EngineOptions withKvBudget(long bytes) {
        return new EngineOptions(null, bytes, DEFAULT_BLOCK_TOKENS, 8, 24, 256);
    }
}

package dev.crema.mlx.engine;

import dev.crema.mlx.kv.KvFormat;
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
 * @param kvFormat how keys and values are held, running and kept; a model whose heads cannot be quantized keeps its own
 */
public record EngineOptions(
        @Nullable Precision precision,
        long kvBudgetBytes,
        int blockTokens,
        int maxActive,
        int maxQueued,
        int prefillChunk,
        KvFormat kvFormat) {
    /** Tokens per block unless a measurement says otherwise: docs/benchmarks.md. */
    public static final int DEFAULT_BLOCK_TOKENS = 64;

    /** For this machine, with the given memory for the prefix cache. */
    public static EngineOptions withKvBudget(long bytes) {
        return new EngineOptions(null, bytes, DEFAULT_BLOCK_TOKENS, 8, 24, 256, KvFormat.MODEL);
    }

    /** The same with keys and values held in another format. */
    public EngineOptions withKvFormat(KvFormat format) {
        return new EngineOptions(precision, kvBudgetBytes, blockTokens, maxActive, maxQueued, prefillChunk, format);
    }
}

package dev.crema.mlx.engine;

import dev.crema.mlx.model.Precision;
import org.jspecify.annotations.Nullable;

/**
 * How an engine runs.
 *
 * @param precision what weights become in memory; null: as stored on a GPU, dense float32 on a CPU
 * @param kv what keys and values may take
 * @param maxActive sequences prefilled and decoded at once
 * @param maxQueued requests that may wait for a place; one more is refused
 * @param prefillChunk tokens of a prompt computed at once while nobody waits
 */
public record EngineOptions(
        @Nullable Precision precision, KvOptions kv, int maxActive, int maxQueued, int prefillChunk) {
    /** For this machine, with the given memory for the prefix cache and nothing on the SSD. */
    public static EngineOptions withKvBudget(long bytes) {
        return of(KvOptions.inMemory(bytes));
    }

    /** For this machine, with the given memory for keys and values. */
    public static EngineOptions of(KvOptions kv) {
        return new EngineOptions(null, kv, 8, 24, 256);
    }
}

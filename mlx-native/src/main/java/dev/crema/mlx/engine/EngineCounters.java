package dev.crema.mlx.engine;

import dev.crema.mlx.binding.Shim;
import dev.crema.mlx.kv.PrefixCache;

/**
 * What the engine thread counts, published for readers as one snapshot per step. Written by the engine thread only; the
 * snapshot may be read by any.
 */
final class EngineCounters {
    private long reusedTokens;
    private long prefilledTokens;
    private long generatedTokens;
    private long prefillNanos;
    private long decodeNanos;
    private volatile EngineStats snapshot = new EngineStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    void reused(int tokens) {
        reusedTokens += tokens;
    }

    void prefilled(int tokens, long nanos) {
        prefilledTokens += tokens;
        prefillNanos += nanos;
    }

    void generated() {
        generatedTokens++;
    }

    void decoded(long nanos) {
        decodeNanos += nanos;
    }

    void publish(int active, int queued, PrefixCache cache) {
        snapshot = new EngineStats(
                active,
                queued,
                Math.toIntExact(Shim.crema_live_handles()),
                Shim.crema_active_memory(),
                cache.bytes(),
                cache.budgetBytes(),
                cache.blocks(),
                cache.evicted(),
                reusedTokens,
                prefilledTokens,
                generatedTokens,
                prefillNanos,
                decodeNanos);
    }

    EngineStats snapshot() {
        return snapshot;
    }
}

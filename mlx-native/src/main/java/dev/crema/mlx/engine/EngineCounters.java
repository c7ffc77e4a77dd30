package dev.crema.mlx.engine;

import dev.crema.mlx.binding.Shim;
import dev.crema.mlx.kv.KvLayout;
import dev.crema.mlx.kv.PrefixCache;
import dev.crema.mlx.kv.disk.DiskBlockStore;
import org.jspecify.annotations.Nullable;

/**
 * What the engine thread counts, published for readers as one snapshot per step. Written by the engine thread only; the
 * snapshot may be read by any.
 */
final class EngineCounters {
    private final @Nullable DiskBlockStore ssd;
    private long weightBytes;
    private final int sequenceTokens;
    private long raised;
    private long fromMemory;
    private long fromSsd;
    private long prefilledTokens;
    private long generatedTokens;
    private long prefillNanos;
    private long decodeNanos;
    private long resets;
    private volatile EngineStats snapshot = EngineStats.NOTHING;

    EngineCounters(KvOptions kv) {
        this.ssd = kv.ssd();
        this.sequenceTokens = kv.sequenceTokens();
    }

    /** A sequence ended with so many tokens of keys and values. */
    void took(int tokens) {
        if (sequenceTokens > 0 && tokens > sequenceTokens) {
            raised++;
        }
    }

    void loaded(long bytesOfWeights) {
        weightBytes = bytesOfWeights;
    }

    void reused(int tokensFromMemory, int tokensFromSsd) {
        fromMemory += tokensFromMemory;
        fromSsd += tokensFromSsd;
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

    void reset() {
        resets++;
    }

    void publish(int active, int queued, PrefixCache cache, KvLayout layout) {
        snapshot = new EngineStats(
                active,
                queued,
                Math.toIntExact(Shim.crema_live_handles()),
                Shim.crema_active_memory(),
                weightBytes,
                layout.bytesPerToken(),
                new EngineStats.KvSize(sequenceTokens, raised),
                new EngineStats.CacheStats(
                        cache.bytes(), cache.budgetBytes(), cache.blocks(), cache.pinned(), cache.evicted(), resets),
                null,
                new EngineStats.TokenStats(fromMemory, fromSsd, prefilledTokens, generatedTokens),
                prefillNanos,
                decodeNanos);
    }

    /** The last snapshot, with what the SSD says now. */
    EngineStats snapshot() {
        EngineStats last = snapshot;
        return ssd == null ? last : last.withSsd(ssd.stats());
    }
}

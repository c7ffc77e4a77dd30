package dev.crema.proxy.backend.embedded;

import dev.crema.mlx.engine.EngineStats;
import dev.crema.proxy.observe.Metric;
import java.util.List;

/** The engine's numbers for the metrics document. */
final class EngineMetrics {
    private EngineMetrics() {}

    static List<Metric> of(EngineStats stats) {
        return List.of(
                Metric.gauge("crema_engine_active", "Requests being prefilled or decoded.", stats.active()),
                Metric.gauge("crema_engine_queued", "Requests waiting for a place.", stats.queued()),
                Metric.gauge("crema_engine_live_arrays", "Native array handles alive.", stats.liveArrays()),
                Metric.gauge("crema_engine_active_bytes", "Bytes in MLX's live buffers.", stats.activeBytes()),
                Metric.gauge("crema_engine_cache_bytes", "Bytes of KV in the prefix cache.", stats.cacheBytes()),
                Metric.gauge("crema_engine_cache_budget_bytes", "Upper bound of the above.", stats.cacheBudgetBytes()),
                Metric.gauge("crema_engine_cache_blocks", "KV blocks in the prefix cache.", stats.cacheBlocks()),
                Metric.counter("crema_engine_evicted_blocks_total", "KV blocks that had to go.", stats.evictedBlocks()),
                Metric.counter(
                        "crema_engine_reused_tokens_total", "Prompt tokens not computed again.", stats.reusedTokens()),
                Metric.counter(
                        "crema_engine_prefilled_tokens_total", "Prompt tokens computed.", stats.prefilledTokens()),
                Metric.counter("crema_engine_generated_tokens_total", "Tokens sampled.", stats.generatedTokens()));
    }
}

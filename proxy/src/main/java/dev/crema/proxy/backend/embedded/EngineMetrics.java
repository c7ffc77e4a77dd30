package dev.crema.proxy.backend.embedded;

import dev.crema.mlx.engine.EngineStats;
import dev.crema.mlx.kv.disk.DiskStats;
import dev.crema.proxy.observe.Metric;
import java.util.ArrayList;
import java.util.List;

/** The engine's numbers for the metrics document. */
final class EngineMetrics {
    private EngineMetrics() {}

    static List<Metric> of(EngineStats stats) {
        var cache = stats.cache();
        var tokens = stats.tokens();
        List<Metric> metrics = new ArrayList<>(List.of(
                Metric.gauge("crema_engine_active", "Requests being prefilled or decoded.", stats.active()),
                Metric.gauge("crema_engine_queued", "Requests waiting for a place.", stats.queued()),
                Metric.gauge("crema_engine_live_arrays", "Native array handles alive.", stats.liveArrays()),
                Metric.gauge("crema_engine_active_bytes", "Bytes in MLX's live buffers.", stats.activeBytes()),
                Metric.gauge(
                        "crema_engine_kv_bytes_per_token", "Keys and values of one token.", stats.kvBytesPerToken()),
                Metric.gauge(
                        "crema_engine_kv_size_tokens",
                        "Tokens of one sequence that the machine holds with ease; 0: not known.",
                        stats.kvSize().tokens()),
                Metric.counter(
                        "crema_engine_raised_sequences_total",
                        "Sequences that needed more than that and got it.",
                        stats.kvSize().raised()),
                Metric.gauge("crema_engine_cache_bytes", "Bytes of KV in the prefix cache.", cache.bytes()),
                Metric.gauge("crema_engine_cache_budget_bytes", "Upper bound of the above.", cache.budgetBytes()),
                Metric.gauge("crema_engine_cache_blocks", "KV blocks in the prefix cache.", cache.blocks()),
                Metric.gauge("crema_engine_pinned_blocks", "KV blocks kept for a session.", cache.pinnedBlocks()),
                Metric.counter("crema_engine_evicted_blocks_total", "KV blocks that left memory.", cache.evicted()),
                Metric.counter("crema_engine_resets_total", "Times a threshold emptied the cache.", cache.resets()),
                Metric.counter(
                        "crema_engine_reused_tokens_total",
                        "Prompt tokens not computed again.",
                        tokens.fromMemory() + tokens.fromSsd()),
                Metric.counter(
                        "crema_engine_reused_ssd_tokens_total", "Those of them read from the SSD.", tokens.fromSsd()),
                Metric.counter("crema_engine_prefilled_tokens_total", "Prompt tokens computed.", tokens.prefilled()),
                Metric.counter("crema_engine_generated_tokens_total", "Tokens sampled.", tokens.generated())));
        if (stats.ssd() != null) {
            metrics.addAll(ssd(stats.ssd()));
        }
        return metrics;
    }

    private static List<Metric> ssd(DiskStats stats) {
        return List.of(
                Metric.gauge("crema_ssd_bytes", "Bytes of KV on the SSD, over all models.", stats.bytes()),
                Metric.gauge("crema_ssd_budget_bytes", "Upper bound of the above.", stats.budgetBytes()),
                Metric.gauge("crema_ssd_blocks", "KV blocks on the SSD.", stats.blocks()),
                Metric.gauge("crema_ssd_queue_bytes", "Bytes that wait to be written.", stats.queueBytes()),
                Metric.gauge("crema_ssd_written_today_bytes", "Bytes written since midnight.", stats.writtenToday()),
                Metric.gauge("crema_ssd_daily_write_bytes", "Upper bound of the above.", stats.dailyWriteBytes()),
                Metric.counter("crema_ssd_reads_total", "Blocks read and found good.", stats.reads()),
                Metric.counter("crema_ssd_read_bytes_total", "Their bytes.", stats.readBytes()),
                Metric.counter("crema_ssd_writes_total", "Blocks written.", stats.writes()),
                Metric.counter("crema_ssd_written_bytes_total", "Their bytes.", stats.writtenBytes()),
                Metric.counter("crema_ssd_evicted_blocks_total", "Blocks deleted to make room.", stats.evicted()),
                Metric.counter("crema_ssd_corrupt_blocks_total", "Blocks found damaged or missing.", stats.corrupt()),
                Metric.counter(
                        "crema_ssd_refused_blocks_total",
                        "Blocks not written: queue full, cap reached, disk full.",
                        stats.refused().values().stream()
                                .mapToLong(Long::longValue)
                                .sum()));
    }
}

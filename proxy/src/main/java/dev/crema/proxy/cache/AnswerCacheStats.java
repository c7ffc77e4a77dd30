package dev.crema.proxy.cache;

import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.observe.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What the answer caches did since the start.
 *
 * @param tiers each tier that is on
 * @param asked requests whose answer may be repeated
 * @param misses those that had to be generated
 * @param joins those that shared a generation under way
 * @param stored answers found worth keeping
 * @param errors failures that no tier dealt with
 */
public record AnswerCacheStats(
        Map<CacheLevel, TierStats> tiers, long asked, long misses, long joins, long stored, long errors) {
    /** Copies the map. */
    public AnswerCacheStats {
        tiers = Map.copyOf(tiers);
    }

    /** One tier's numbers; zeros if it is off. */
    public TierStats tier(CacheLevel level) {
        return tiers.getOrDefault(level, TierStats.OFF);
    }

    /** Requests that got an answer not generated for them. */
    public long hits() {
        return asked - misses;
    }

    /** The same for the metrics document. */
    public List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>(List.of(
                counter("requests", "Requests whose answer may be repeated.", asked),
                counter("misses", "Of those, requests that were generated.", misses),
                counter("joins", "Of those, requests that shared a generation under way.", joins),
                counter("stored", "Answers kept.", stored)));
        for (CacheLevel level : CacheLevel.values()) {
            if (tiers.containsKey(level)) {
                add(metrics, level);
            }
        }
        return List.copyOf(metrics);
    }

    private void add(List<Metric> metrics, CacheLevel level) {
        String name = level.wireName();
        TierStats tier = tier(level);
        record Column(String name, String help, ToLongFunction<TierStats> value) {}
        List<Column> columns = List.of(
                new Column("hits", "Answers it gave.", TierStats::hits),
                new Column("evictions", "Answers that had to make room or were too old.", TierStats::evictions),
                new Column("corrupt", "Answers found damaged.", TierStats::corrupt),
                new Column("errors", "Failures, each a miss or an answer not kept.", TierStats::errors),
                new Column("dropped", "Answers not kept because it could not keep up.", TierStats::dropped));
        for (Column column : columns) {
            metrics.add(counter(
                    name + "_" + column.name(), column.help(), column.value().applyAsLong(tier)));
        }
        metrics.add(Metric.gauge("crema_answer_cache_" + name + "_entries", "Answers it holds.", tier.entries()));
        metrics.add(Metric.gauge("crema_answer_cache_" + name + "_bytes", "What they take.", tier.bytes()));
    }

    private static Metric counter(String name, String help, long value) {
        return Metric.counter("crema_answer_cache_" + name + "_total", help, value);
    }
}

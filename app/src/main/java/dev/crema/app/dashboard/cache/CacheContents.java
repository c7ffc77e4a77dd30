package dev.crema.app.dashboard.cache;

import dev.crema.app.dashboard.part.Meter.Fill;
import dev.crema.app.dashboard.part.Meter.Share;
import dev.crema.app.live.Pulse;
import dev.crema.app.text.Amounts;
import dev.crema.mlx.engine.EngineStats;
import dev.crema.mlx.kv.disk.DiskStats;
import dev.crema.proxy.observe.history.HistoryView;
import dev.crema.proxy.observe.history.Measure;
import dev.crema.proxy.observe.history.Tally;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the cache page shows, in words and numbers; knows no controls. */
final class CacheContents {
    private CacheContents() {}

    /**
     * A project's blocks on the SSD.
     *
     * @param project empty: of conversations without one
     */
    record ProjectRow(String project, long bytes) {
        String name() {
            return project.isEmpty() ? "(no project)" : project;
        }
    }

    /** A day. */
    record DayRow(String day, Tally tally) {
        long requests() {
            return tally.get(Measure.REQUESTS);
        }

        long reused() {
            return tally.get(Measure.REUSED_TOKENS);
        }
    }

    /** The prefix cache in memory; what is pinned for a running session apart. */
    static Fill memory(@Nullable EngineStats engine) {
        if (engine == null) {
            return new Fill(List.of(), 1, "nothing runs");
        }
        EngineStats.CacheStats cache = engine.cache();
        long pinned = cache.blocks() == 0 ? 0 : cache.bytes() * cache.pinnedBlocks() / cache.blocks();
        long tokens = engine.kvBytesPerToken() == 0 ? 0 : cache.budgetBytes() / engine.kvBytesPerToken();
        return new Fill(
                List.of(
                        Share.ofBytes("Pinned for sessions", "share-running", pinned),
                        Share.ofBytes("Kept", "share-kv", cache.bytes() - pinned)),
                cache.budgetBytes(),
                Amounts.bytes(cache.bytes()) + " of " + Amounts.bytes(cache.budgetBytes()) + ", room for "
                        + Amounts.brief(tokens) + " tokens");
    }

    /** The prefix cache on the SSD, over all models. */
    static Fill ssd(Pulse pulse) {
        DiskStats disk = disk(pulse);
        return disk == null
                ? new Fill(List.of(), 1, "off")
                : new Fill(
                        List.of(Share.ofBytes("Kept, over all models", "share-kv", disk.bytes())),
                        disk.budgetBytes(),
                        Amounts.bytes(disk.bytes()) + " of " + Amounts.bytes(disk.budgetBytes()) + " in "
                                + Amounts.count(disk.blocks()) + " blocks");
    }

    /** What was written to the SSD today, which wears it. */
    static Fill written(Pulse pulse) {
        DiskStats disk = disk(pulse);
        return disk == null
                ? new Fill(List.of(), 1, "off")
                : new Fill(
                        List.of(Share.ofBytes("Written since midnight", "share-weights", disk.writtenToday())),
                        disk.dailyWriteBytes(),
                        Amounts.bytes(disk.writtenToday()) + " of " + Amounts.bytes(disk.dailyWriteBytes()) + " a day");
    }

    /** The largest first. */
    static List<ProjectRow> projects(Map<String, Long> bytesByProject) {
        return bytesByProject.entrySet().stream()
                .map(entry -> new ProjectRow(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(ProjectRow::bytes).reversed().thenComparing(ProjectRow::project))
                .toList();
    }

    /** The newest first. */
    static List<DayRow> days(HistoryView view) {
        return view.rows().stream()
                .map(row -> new DayRow(row.label(), row.tally()))
                .sorted(Comparator.comparing(DayRow::day).reversed())
                .toList();
    }

    private static @Nullable DiskStats disk(Pulse pulse) {
        return pulse.engine() == null ? null : pulse.engine().ssd();
    }
}

package dev.crema.app.dashboard.overview;

import dev.crema.app.dashboard.part.BarChart.Bar;
import dev.crema.app.live.Pulse;
import dev.crema.proxy.observe.CountersSnapshot;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Prompt tokens of the last minutes, in steps of a few seconds: reused and computed. */
final class RecentMinutes {
    /** Seconds of a bar. */
    static final int STEP = 5;
    /** Five minutes. */
    static final int BARS = 60;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final ZoneId zone;
    private final long[] reused = new long[BARS];
    private final long[] computed = new long[BARS];
    private long lastStep = Long.MIN_VALUE;
    private long reusedBefore;
    private long promptsBefore;

    RecentMinutes(ZoneId zone) {
        this.zone = zone;
    }

    /** Takes the next look. */
    void add(Pulse pulse) {
        long step = pulse.at().getEpochSecond() / STEP;
        if (lastStep != Long.MIN_VALUE) {
            for (long at = Math.max(lastStep + 1, step - BARS + 1); at <= step; at++) {
                reused[index(at)] = 0;
                computed[index(at)] = 0;
            }
        }
        CountersSnapshot counters = pulse.counters();
        long reusedNow = counters == null ? 0 : sum(counters);
        long promptsNow = counters == null ? 0 : counters.caches().promptTokens();
        boolean continues = lastStep != Long.MIN_VALUE && promptsNow >= promptsBefore && reusedNow >= reusedBefore;
        if (continues) {
            long moreReused = reusedNow - reusedBefore;
            reused[index(step)] += moreReused;
            computed[index(step)] += Math.max(0, promptsNow - promptsBefore - moreReused);
        }
        reusedBefore = reusedNow;
        promptsBefore = promptsNow;
        lastStep = step;
    }

    /** The oldest first. */
    List<Bar> bars() {
        if (lastStep == Long.MIN_VALUE) {
            return List.of();
        }
        List<Bar> bars = new ArrayList<>();
        for (long at = lastStep - BARS + 1; at <= lastStep; at++) {
            String time = TIME.format(Instant.ofEpochSecond(at * STEP).atZone(zone));
            bars.add(new Bar(time, reused[index(at)], computed[index(at)]));
        }
        return bars;
    }

    private static int index(long step) {
        return Math.floorMod(step, BARS);
    }

    private static long sum(CountersSnapshot counters) {
        return counters.caches().reusedTokens().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}

package dev.crema.app.dashboard.overview;

import dev.crema.app.dashboard.part.BarChart.Bar;
import dev.crema.app.dashboard.part.Meter.Fill;
import dev.crema.app.dashboard.part.Meter.Share;
import dev.crema.app.live.Pulse;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.text.Amounts;
import dev.crema.mlx.engine.EngineStats;
import dev.crema.mlx.kv.disk.DiskStats;
import dev.crema.proxy.observe.history.HistoryView;
import dev.crema.proxy.observe.history.Measure;
import dev.crema.proxy.observe.history.Tally;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What the overview shows, in words and numbers; knows no controls. One thread. */
final class OverviewModel {
    /** Bars of the day's chart. */
    static final int HOURS = 24;
    /** Bars of the month's chart. */
    static final int DAYS = 30;

    private final ZoneId zone;
    private final Speeds speeds = new Speeds();
    private final RecentMinutes minutes;

    /** A tile's value and what it means. */
    record Stat(String value, String meaning) {}

    OverviewModel(ZoneId zone) {
        this.zone = zone;
        this.minutes = new RecentMinutes(zone);
    }

    /** Takes the next look. */
    void add(Pulse pulse) {
        speeds.add(pulse);
        minutes.add(pulse);
    }

    /** Below the state: what runs, or what is wrong. */
    static String subtitle(ServiceState state) {
        return switch (state) {
            case ServiceState.Stopped stopped -> "Nothing runs. Clients are refused until you start it.";
            case ServiceState.Starting(String step) -> step;
            case ServiceState.Stopping stopping -> "Answers under way are ended";
            case ServiceState.Up(var running) ->
                running.model().displayName() + ", window of "
                        + Amounts.count(running.model().contextLength()) + " tokens";
            case ServiceState.Failed(String text) -> text;
        };
    }

    static Stat hitRate(Tally today) {
        long prompts = today.get(Measure.PROMPT_TOKENS);
        return prompts == 0
                ? new Stat("–", "no requests yet today")
                : new Stat(
                        Amounts.percent(today.tokenHitRate()), "of " + Amounts.brief(prompts) + " prompt tokens today");
    }

    static Stat tokensSaved(Tally today) {
        return new Stat(
                Amounts.brief(today.get(Measure.REUSED_TOKENS)),
                Amounts.count(today.hits()) + " of " + Amounts.count(today.get(Measure.REQUESTS))
                        + " requests were helped");
    }

    static Stat timeSaved(Tally today) {
        String firsts =
                today.meanHitSeconds().isPresent() && today.meanMissSeconds().isPresent()
                        ? "first token after " + seconds(today.meanHitSeconds()) + ", uncached "
                                + seconds(today.meanMissSeconds())
                        : "from the measured speed of prompts";
        return new Stat(Amounts.duration(today.savedSeconds()), firsts);
    }

    static Stat costSaved(Tally today) {
        return new Stat(
                Amounts.dollars(today.savedDollars()),
                "of " + Amounts.dollars(today.rawDollars()) + " that vendors would charge");
    }

    Stat prefill() {
        return new Stat(rate(speeds.prefill()), "prompt tokens per second");
    }

    Stat decode() {
        return new Stat(rate(speeds.decode()), "answer tokens per second");
    }

    static Stat firstToken(Tally today) {
        OptionalDouble hit = today.meanHitSeconds();
        OptionalDouble miss = today.meanMissSeconds();
        return new Stat(seconds(hit.isPresent() ? hit : miss), "to the first token, today's mean");
    }

    static Stat requests(Pulse pulse) {
        EngineStats engine = pulse.engine();
        long active = pulse.counters() == null ? 0 : pulse.counters().active();
        return new Stat(
                Amounts.count(active),
                engine == null ? "requests now" : "requests now, " + Amounts.count(engine.queued()) + " waiting");
    }

    /** Of the machine's memory: weights, kept prompts, what else the engine uses, other programs, free. */
    static Fill memory(Pulse pulse) {
        long total = pulse.memory().total();
        EngineStats engine = pulse.engine();
        long weights = engine == null ? 0 : engine.weightBytes();
        long kept = engine == null ? 0 : engine.cache().bytes();
        long rest = engine == null ? 0 : Math.max(0, engine.activeBytes() - weights - kept);
        long others = Math.max(0, total - pulse.memory().free() - weights - kept - rest);
        List<Share> shares = new ArrayList<>();
        if (engine != null) {
            shares.add(Share.ofBytes("Weights", "share-weights", weights));
            shares.add(Share.ofBytes("KV cache", "share-kv", kept));
            shares.add(Share.ofBytes("Running", "share-running", rest));
        }
        shares.add(Share.ofBytes("Other programs", "share-others", others));
        String sum =
                total == 0 ? "unknown" : Amounts.bytes(pulse.memory().free()) + " of " + Amounts.bytes(total) + " free";
        return new Fill(shares, total, sum);
    }

    /** Of the SSD's budget for prompts. */
    static Fill ssd(Pulse pulse) {
        DiskStats disk = pulse.engine() == null ? null : pulse.engine().ssd();
        if (disk == null) {
            return new Fill(List.of(), 1, "off");
        }
        return new Fill(
                List.of(Share.ofBytes("Kept prompts", "share-kv", disk.bytes())),
                disk.budgetBytes(),
                Amounts.bytes(disk.bytes()) + " of " + Amounts.bytes(disk.budgetBytes()) + ", "
                        + Amounts.bytes(disk.writtenToday()) + " written today");
    }

    /** The last five minutes. */
    List<Bar> minutes() {
        return minutes.bars();
    }

    /** The last 24 hours of a view by hour. */
    List<Bar> hours(HistoryView view, Instant now) {
        Map<String, Tally> rows = rows(view);
        List<Bar> bars = new ArrayList<>();
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        DateTimeFormatter format = DateTimeFormatter.ofPattern("HH:mm").withZone(zone);
        for (int back = HOURS - 1; back >= 0; back--) {
            Instant at = hour.minus(back, ChronoUnit.HOURS);
            bars.add(bar(format.format(at), rows.getOrDefault(at.toString(), Tally.ZERO)));
        }
        return bars;
    }

    /** The last 30 days of a view by day. */
    List<Bar> days(HistoryView view, Instant now) {
        Map<String, Tally> rows = rows(view);
        List<Bar> bars = new ArrayList<>();
        LocalDate today = LocalDate.ofInstant(now, zone);
        for (int back = DAYS - 1; back >= 0; back--) {
            LocalDate day = today.minusDays(back);
            bars.add(bar(day.toString(), rows.getOrDefault(day.toString(), Tally.ZERO)));
        }
        return bars;
    }

    private static Map<String, Tally> rows(HistoryView view) {
        return view.rows().stream().collect(Collectors.toMap(HistoryView.Row::label, HistoryView.Row::tally));
    }

    private static Bar bar(String time, Tally tally) {
        return new Bar(time, tally.get(Measure.REUSED_TOKENS), tally.computedTokens());
    }

    private static String rate(OptionalDouble tokensPerSecond) {
        return tokensPerSecond.isPresent() ? Amounts.brief(Math.round(tokensPerSecond.getAsDouble())) : "–";
    }

    private static String seconds(OptionalDouble seconds) {
        return seconds.isPresent() ? Amounts.seconds(seconds.getAsDouble()) : "–";
    }
}

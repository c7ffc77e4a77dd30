package dev.crema.app.dashboard.cache;

import dev.crema.app.live.Pulse;
import dev.crema.app.text.Amounts;
import dev.crema.app.wiring.Running;
import dev.crema.mlx.engine.EngineStats;
import dev.crema.mlx.hardware.MemoryShares;
import dev.crema.mlx.kv.disk.DiskStats;
import dev.crema.proxy.config.CacheConfig;
import dev.crema.proxy.observe.Caller;
import dev.crema.proxy.observe.RequestRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Which budgets a person may choose, and what each means on this machine with this model; knows no controls. */
final class BudgetModel {
    private static final long MB = 1_000_000;
    private static final long GB = 1_000 * MB;
    private static final long[] SIZES = {
        0, 250 * MB, 500 * MB, GB, 2 * GB, 3 * GB, 4 * GB, 6 * GB, 8 * GB, 12 * GB, 16 * GB, 24 * GB, 32 * GB, 48 * GB,
        64 * GB, 96 * GB, 128 * GB, 192 * GB, 256 * GB, 384 * GB, 512 * GB
    };

    private BudgetModel() {}

    /**
     * What a slider offers.
     *
     * @param stops bytes, ascending; empty: nothing can be chosen now, and the meaning of 0 says why
     * @param now what holds
     * @param meaning of a stop, for people
     */
    record Offer(List<Long> stops, long now, LongFunction<String> meaning) {
        static Offer none(String why) {
            return new Offer(List.of(), 0, bytes -> why);
        }

        /** The stop that holds now. */
        int position() {
            return Math.max(0, stops.indexOf(now));
        }
    }

    /** Round sizes up to a bound, and those that must be among them. */
    static List<Long> stops(long most, long... always) {
        TreeSet<Long> stops = new TreeSet<>();
        for (long size : SIZES) {
            if (size <= most) {
                stops.add(size);
            }
        }
        for (long size : always) {
            stops.add(size);
        }
        return List.copyOf(stops);
    }

    /** The memory for kept prompts: what the machine has beside the weights and what is left to others. */
    static Offer memory(Pulse pulse, @Nullable Running running) {
        EngineStats engine = pulse.engine();
        if (running == null || engine == null || engine.kvBytesPerToken() == 0) {
            return Offer.none("Can be changed while Crema runs with a model.");
        }
        CacheConfig.Kv kv = running.config().caching().kv();
        if (!kv.enabled()) {
            return Offer.none("Keeping prompts is switched off by caching.l1Enabled.");
        }
        long now = engine.cache().budgetBytes();
        long advised = running.advisedKvBytes();
        long most = MemoryShares.of(pulse.memory().total()).spareBytes() - engine.weightBytes();
        String rest = " Advised on this machine: " + Amounts.bytes(advised) + ". "
                + Amounts.bytes(pulse.memory().free()) + " of memory are free now.";
        long kept = engine.cache().bytes();
        Sessions sessions = Sessions.of(running);
        return new Offer(stops(most, now, advised), now, bytes -> {
            if (bytes == 0) {
                return "Off: no prompt is kept, and the SSD gets no new ones, as it is filled from memory." + rest;
            }
            String leaves = bytes < kept ? " " + Amounts.bytes(kept - bytes) + " of what is kept leave memory." : "";
            return room(bytes, engine.kvBytesPerToken(), kv.format()) + sessions.in(bytes, engine.kvBytesPerToken())
                    + "." + leaves + rest;
        });
    }

    /**
     * The part of the SSD for kept prompts.
     *
     * @param free bytes of its file system; negative: not read yet
     */
    static Offer ssd(Pulse pulse, @Nullable Running running, long free) {
        EngineStats engine = pulse.engine();
        if (running == null || engine == null || engine.kvBytesPerToken() == 0) {
            return Offer.none("Can be changed while Crema runs with a model.");
        }
        DiskStats disk = engine.ssd();
        if (disk == null) {
            return Offer.none("Keeping prompts on the SSD is switched off by caching.ssdEnabled.");
        }
        CacheConfig.Kv kv = running.config().caching().kv();
        long now = disk.budgetBytes();
        long floor = kv.ssd().freeFloorBytes();
        String rest = free < 0
                ? ""
                : " " + Amounts.bytes(free) + " of the disk are free; " + Amounts.bytes(floor)
                        + " are always left to others.";
        Sessions sessions = Sessions.of(running);
        return new Offer(stops(Math.max(now, disk.bytes() + free - floor), now), now, bytes -> {
            String deleted =
                    bytes < disk.bytes() ? " " + Amounts.bytes(disk.bytes() - bytes) + " are deleted at once." : "";
            if (bytes == 0) {
                return "Off: after a restart every prompt is computed again." + deleted + rest;
            }
            return room(bytes, engine.kvBytesPerToken(), kv.format()) + sessions.in(bytes, engine.kvBytesPerToken())
                    + "; all models share it." + deleted + rest;
        });
    }

    private static String room(long bytes, long perToken, CacheConfig.KvFormat format) {
        String numbers = switch (format) {
            case MODEL -> "the model's own precision";
            case Q8 -> "8-bit numbers";
            case Q4 -> "4-bit numbers";
        };
        return Amounts.bytes(bytes) + ": about " + Amounts.count(rounded(bytes / perToken)) + " tokens of this model ("
                + Math.max(1, perToken / 1000) + " KB each, in " + numbers + ")";
    }

    /** Two digits that count: the rest would look more exact than it is. */
    static long rounded(long value) {
        long unit = 1;
        while (value / unit >= 100) {
            unit *= 10;
        }
        return Math.round((double) value / unit) * unit;
    }

    /**
     * How long the sessions of late were.
     *
     * @param tokens of the longest prompt of a session, on average; 0 if there was none
     */
    record Sessions(long tokens) {
        static Sessions of(Running running) {
            return of(running.server().recent().latest(Integer.MAX_VALUE, record -> true));
        }

        static Sessions of(List<RequestRecord> records) {
            Map<String, Integer> longest = new HashMap<>();
            for (RequestRecord record : records) {
                Caller caller = record.caller();
                if (caller.role() == Caller.Role.MAIN
                        && !caller.session().isEmpty()
                        && record.usage().prompt() > 0) {
                    longest.merge(caller.session(), record.usage().prompt(), Math::max);
                }
            }
            return new Sessions(Math.round(longest.values().stream()
                    .mapToInt(Integer::intValue)
                    .average()
                    .orElse(0)));
        }

        String in(long bytes, long perToken) {
            long count = tokens == 0 ? 0 : bytes / perToken / tokens;
            return count == 0
                    ? ""
                    : ", or about " + Amounts.count(rounded(count)) + (count == 1 ? " session" : " sessions") + " of "
                            + Amounts.count(rounded(tokens)) + " tokens as yours were lately";
        }
    }
}

package dev.crema.proxy.observe;

import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheMiss;
import dev.crema.proxy.chat.CacheReport;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What the caches did since the start. Request threads add without locks. */
final class CacheCounters {
    private final Map<CacheLevel, LongAdder> answers = adders(CacheLevel.class);
    private final Map<CacheLevel, LongAdder> reused = adders(CacheLevel.class);
    private final Map<CacheMiss.Cause, LongAdder> misses = adders(CacheMiss.Cause.class);
    private final LongAdder savedNanos = new LongAdder();
    private final LongAdder promptTokens = new LongAdder();

    void add(RequestRecord record) {
        CacheReport cache = record.cache();
        if (cache == null) {
            return;
        }
        CacheLevel level = record.level();
        add(answers, level, 1);
        // A prompt from the SSD has its warmest part in memory still.
        int fromSsd = level.wholeAnswer() ? 0 : Math.min(cache.ssdTokens(), record.reusedTokens());
        add(reused, CacheLevel.L1_SSD, fromSsd);
        add(reused, level.wholeAnswer() ? level : CacheLevel.L1_MEMORY, record.reusedTokens() - fromSsd);
        if (cache.miss() != null) {
            add(misses, cache.miss().cause(), 1);
        }
        savedNanos.add(record.savedNanos());
        promptTokens.add(record.usage().prompt());
    }

    CountersSnapshot.Caches snapshot() {
        return new CountersSnapshot.Caches(
                sums(answers), sums(reused), sums(misses), savedNanos.sum() / 1e9, promptTokens.sum());
    }

    private static <E extends Enum<E>> void add(Map<E, LongAdder> adders, E key, long value) {
        LongAdder adder = adders.get(key);
        if (adder != null) {
            adder.add(value);
        }
    }

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
        Map<E, LongAdder> adders = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            adders.put(constant, new LongAdder());
        }
        return adders;
    }

    private static <E extends Enum<E>> Map<E, Long> sums(Map<E, LongAdder> adders) {
        Map<E, Long> sums = new EnumMap<>(adders.keySet().iterator().next().getDeclaringClass());
        adders.forEach((key, adder) -> sums.put(key, adder.sum()));
        return sums;
    }
}

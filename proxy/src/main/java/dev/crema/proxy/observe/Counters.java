package dev.crema.proxy.observe;

import dev.crema.proxy.observe.CountersSnapshot.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * What happened since the start. Request threads add without locks and without failing; readers take a
 * {@link #snapshot()} when they want one.
 */
public final class Counters {
    private final ConcurrentHashMap<Outcome, LongAdder> requests = new ConcurrentHashMap<>();
    private final LongAdder active = new LongAdder();
    private final LongAdder input = new LongAdder();
    private final LongAdder cacheRead = new LongAdder();
    private final LongAdder cacheCreation = new LongAdder();
    private final LongAdder output = new LongAdder();
    private final LongAdder queueNanos = new LongAdder();
    private final LongAdder prefillNanos = new LongAdder();
    private final LongAdder decodeNanos = new LongAdder();
    private final CacheCounters caches = new CacheCounters();
    private final Histogram timeToFirst = new Histogram(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300);
    private final Histogram total = new Histogram(0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800);

    /** A request has arrived. */
    public void begin() {
        active.increment();
    }

    /** That request has ended, however it went. Called once for each {@link #begin()}. */
    public void end(RequestRecord record) {
        active.decrement();
        requests.computeIfAbsent(new Outcome(record.protocol(), record.status()), key -> new LongAdder())
                .increment();
        input.add(record.usage().input());
        cacheRead.add(record.usage().cacheRead());
        cacheCreation.add(record.usage().cacheCreation());
        output.add(record.usage().output());
        queueNanos.add(record.timings().queueNanos());
        prefillNanos.add(record.timings().prefillNanos());
        decodeNanos.add(record.timings().decodeNanos());
        caches.add(record);
        if (record.timeToFirst() != null) {
            timeToFirst.add(record.timeToFirst());
        }
        total.add(record.total());
    }

    /** The numbers now. */
    public CountersSnapshot snapshot() {
        return new CountersSnapshot(
                requests.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, e -> e.getValue().sum())),
                active.sum(),
                new CountersSnapshot.Tokens(input.sum(), cacheRead.sum(), cacheCreation.sum(), output.sum()),
                new CountersSnapshot.Seconds(queueNanos.sum() / 1e9, prefillNanos.sum() / 1e9, decodeNanos.sum() / 1e9),
                caches.snapshot(),
                timeToFirst.snapshot(),
                total.snapshot());
    }
}

package dev.crema.proxy.observe;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** Durations counted in buckets. Written from any thread without a lock; a snapshot may lag by what is being added. */
final class Histogram {
    private final double[] bounds;
    private final LongAdder[] counts;
    private final LongAdder sumNanos = new LongAdder();

    /** @param bounds upper bounds in seconds, ascending */
    Histogram(double... bounds) {
        this.bounds = bounds.clone();
        this.counts = new LongAdder[bounds.length + 1];
        Arrays.setAll(counts, i -> new LongAdder());
    }

    void add(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        int bucket = 0;
        while (bucket < bounds.length && seconds > bounds[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sumNanos.add(duration.toNanos());
    }

    CountersSnapshot.Distribution snapshot() {
        long[] values = Arrays.stream(counts).mapToLong(LongAdder::sum).toArray();
        return new CountersSnapshot.Distribution(
                Arrays.stream(bounds).boxed().toList(),
                Arrays.stream(values).boxed().toList(),
                sumNanos.sum() / 1e9);
    }
}

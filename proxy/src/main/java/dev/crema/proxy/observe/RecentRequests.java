package dev.crema.proxy.observe;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The last requests, in memory: a ring that request threads write to without waiting. Safe from any thread. */
public final class RecentRequests {
    /** How many are kept. */
    public static final int CAPACITY = 500;

    private final AtomicReferenceArray<RequestRecord> ring = new AtomicReferenceArray<>(CAPACITY);
    private final AtomicLong written = new AtomicLong();

    /** Keeps a request in place of the oldest. */
    public void add(RequestRecord record) {
        ring.set((int) (written.getAndIncrement() % CAPACITY), record);
    }

    /** The newest that fulfil a condition, newest first. */
    public List<RequestRecord> latest(int limit, Predicate<RequestRecord> condition) {
        return newestFirst().filter(condition).limit(limit).toList();
    }

    /** The one with this id, if it is still there. */
    public Optional<RequestRecord> find(String id) {
        return newestFirst().filter(record -> record.id().equals(id)).findFirst();
    }

    private Stream<RequestRecord> newestFirst() {
        long end = written.get();
        return LongStream.range(0, Math.min(end, CAPACITY))
                .mapToObj(back -> ring.get((int) ((end - 1 - back) % CAPACITY)))
                .filter(Objects::nonNull);
    }
}

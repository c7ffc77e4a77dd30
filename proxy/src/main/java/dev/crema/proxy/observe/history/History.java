package dev.crema.proxy.observe.history;

import dev.crema.proxy.observe.Metric;
import dev.crema.proxy.observe.PrefillRates;
import dev.crema.proxy.observe.RequestRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history while a server runs. Adding touches memory only and never fails; one thread writes the sums to the file every
 * two seconds, so that a kill loses no more than that. While the file cannot be used, the sums stay in memory.
 *
 * <p>Safe from any thread.
 */
public final class History implements AutoCloseable {
    /** The file in Crema's folder. */
    public static final String FILE_NAME = "history.db";

    private static final Logger LOG = LoggerFactory.getLogger(History.class);
    /** The rows of this time are kept: thirteen months. */
    private static final Duration KEPT = Duration.ofDays(396);
    /** How far back measured prefill rates still tell something. */
    private static final Duration RATES_KEPT = Duration.ofDays(30);
    /** Rows that memory holds; a client that names a new project each time must not fill it. */
    private static final int MOST_ROWS = 1024;

    private static final Duration READ_LIMIT = Duration.ofSeconds(3);
    private static final Duration CLOSE_LIMIT = Duration.ofMillis(800);
    private static final long WARN_NANOS = Duration.ofMinutes(1).toNanos();

    private final Path path;
    private final Options options;
    private final PrefillRates rates;
    private final LongSupplier evictions;
    private final ConcurrentHashMap<HistoryKey, Tally> pending = new ConcurrentHashMap<>();
    private final AtomicReference<Tally> sinceStart = new AtomicReference<>(Tally.ZERO);
    private final LongAdder failures = new LongAdder();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("crema-history").factory());

    // Only the thread uses these.
    private @Nullable HistoryFile file;
    private boolean closed;
    private boolean ratesRead;
    private long evictionsSeen;
    private long prunedDay = Long.MIN_VALUE;
    private long retryNanos = System.nanoTime();
    private long warnNanos = retryNanos - WARN_NANOS;

    /**
     * What tests need otherwise.
     *
     * @param interval between two writes
     * @param retry how long a file that failed is left alone
     * @param maxBytes upper bound of the file
     */
    record Options(Duration interval, Duration retry, long maxBytes, InstantSource clock) {
        static final Options DEFAULT =
                new Options(Duration.ofSeconds(2), Duration.ofSeconds(10), 256L << 20, InstantSource.system());
    }

    private History(Path path, Options options, PrefillRates rates, LongSupplier evictions) {
        this.path = path;
        this.options = options;
        this.rates = rates;
        this.evictions = evictions;
    }

    /**
     * Begins to keep the history; returns at once, the file is opened behind.
     *
     * @param rates told what was measured before
     * @param evictions how many cached pieces had to make room since the process began
     */
    public static History open(Path file, PrefillRates rates, LongSupplier evictions) {
        return open(file, Options.DEFAULT, rates, evictions);
    }

    static History open(Path file, Options options, PrefillRates rates, LongSupplier evictions) {
        History history = new History(file, options, rates, evictions);
        long interval = options.interval().toNanos();
        var _ = history.thread.scheduleWithFixedDelay(history::tick, 0, interval, TimeUnit.NANOSECONDS);
        return history;
    }

    /** Counts a request if an answer to it began. */
    public void add(RequestRecord record) {
        Tally tally = Tally.of(record);
        if (record.cache() != null) {
            sinceStart.accumulateAndGet(tally, Tally::plus);
            add(HistoryKey.of(record), tally);
        }
    }

    private void add(HistoryKey key, Tally tally) {
        boolean full = pending.size() >= MOST_ROWS && !pending.containsKey(key);
        pending.merge(full ? key.others() : key, tally, Tally::plus);
    }

    /** What happened since this process began. */
    public Tally sinceStart() {
        return sinceStart.get();
    }

    /** Its own numbers, for the metrics document. */
    public List<Metric> metrics() {
        return List.of(
                Metric.counter(
                        "crema_history_failures_total", "Times the history's file could not be used.", failures.sum()),
                Metric.gauge("crema_history_pending_rows", "Rows that are still to be written.", pending.size()));
    }

    /**
     * Answers a query, with what is not written yet. Waits for the thread, some milliseconds; if the file cannot be used the
     * answer is what memory holds.
     */
    public HistoryView read(HistoryQuery query) {
        try {
            Future<HistoryView> answer = thread.submit(() -> answer(query));
            return answer.get(READ_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException | ExecutionException | TimeoutException e) {
            LOG.debug("The history answers from memory", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return HistoryView.of(query, unwritten(query));
    }

    private HistoryView answer(HistoryQuery query) {
        Map<String, Tally> sums = new HashMap<>(unwritten(query));
        // A file that could not be written can often be read: who asks does not wait for the next try.
        retryNanos = System.nanoTime();
        use(open -> open.sums(query).forEach((value, tally) -> sums.merge(value, tally, Tally::plus)));
        return HistoryView.of(query, sums);
    }

    private Map<String, Tally> unwritten(HistoryQuery query) {
        Map<String, Tally> sums = new HashMap<>();
        pending.forEach((key, tally) -> {
            if (query.contains(key.hour())) {
                sums.merge(query.by().value(key), tally, Tally::plus);
            }
        });
        return sums;
    }

    private void tick() {
        guarded(this::countEvictions);
        guarded(this::write);
    }

    /** An exception would end the schedule. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void countEvictions() {
        long now = evictions.getAsLong();
        // A backend that was replaced counts from 0 again.
        long more = now >= evictionsSeen ? now - evictionsSeen : now;
        evictionsSeen = now;
        if (more > 0) {
            Tally tally = Tally.of(Map.of(Measure.EVICTIONS, more));
            sinceStart.accumulateAndGet(tally, Tally::plus);
            add(new HistoryKey(currentHour(), "", "", ""), tally);
        }
    }

    private void write() {
        use(open -> {
            Map<HistoryKey, Tally> taken = new HashMap<>();
            pending.keySet().forEach(key -> {
                Tally tally = pending.remove(key);
                if (tally != null) {
                    taken.put(key, tally);
                }
            });
            if (taken.isEmpty()) {
                return;
            }
            try {
                open.add(taken);
            } catch (SQLException e) {
                taken.forEach((key, tally) -> pending.merge(key, tally, Tally::plus));
                throw e;
            }
        });
    }

    /** Something done with the open file. */
    private interface Use {
        void with(HistoryFile open) throws SQLException;
    }

    /** Opens the file if need be. One that fails is closed and, after a while, opened and checked again. */
    private void use(Use use) {
        if (closed || (file == null && System.nanoTime() - retryNanos < 0)) {
            return;
        }
        try {
            HistoryFile open = file == null ? HistoryFile.open(path, options.maxBytes()) : file;
            file = open;
            prepare(open);
            use.with(open);
        } catch (SQLException | IOException | LinkageError e) {
            retryNanos = System.nanoTime() + options.retry().toNanos();
            failed(e);
            closeFile();
        }
    }

    private void prepare(HistoryFile open) throws SQLException {
        long day = Math.floorDiv(currentHour(), 24L);
        if (day != prunedDay) {
            open.keep(KEPT.toHours(), currentHour());
            prunedDay = day;
        }
        if (!ratesRead) {
            Instant now = options.clock().instant();
            HistoryQuery query =
                    new HistoryQuery(Grouping.MODEL, now.minus(RATES_KEPT), now.plusSeconds(3600), ZoneOffset.UTC);
            open.sums(query)
                    .forEach((model, tally) ->
                            rates.remember(model, tally.get(Measure.RATE_TOKENS), tally.get(Measure.RATE_NANOS)));
            ratesRead = true;
        }
    }

    private long currentHour() {
        return HistoryKey.hour(options.clock().instant());
    }

    private void failed(Throwable cause) {
        failures.increment();
        if (System.nanoTime() - warnNanos >= WARN_NANOS) {
            warnNanos = System.nanoTime();
            LOG.warn(
                    "The history {} cannot be used ({}). It is kept in memory and tried again; is the disk full or"
                            + " read-only?",
                    path,
                    cause.toString());
            LOG.debug("The history's failure", cause);
        }
    }

    private void closeFile() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (SQLException e) {
            LOG.debug("The history was not closed in order", e);
        } finally {
            file = null;
        }
    }

    /** Writes what is left and closes the file; within a second. */
    @Override
    public void close() {
        try {
            thread.submit(() -> {
                        retryNanos = System.nanoTime();
                        tick();
                        closeFile();
                        closed = true;
                    })
                    .get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return; // It was closed before.
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The last seconds of the history were not written.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
    }
}

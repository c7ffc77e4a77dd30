package dev.crema.proxy.cache;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Does a tier's writing in order on one platform thread, after the request that caused it. What does not fit into its queue is
 * dropped: a cache that cannot keep up keeps less. Safe from any thread.
 */
final class WriteBehind {
    private static final int MOST_TASKS = 256;
    private static final long MOST_BYTES = 32 << 20;

    private final ThreadPoolExecutor thread;
    private final AtomicInteger tasks = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder dropped = new LongAdder();

    WriteBehind(String name) {
        thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name(name).daemon().factory());
    }

    /** Takes a task that holds so many bytes, or drops it. The task must deal with its failures. */
    void offer(long size, Runnable task) {
        int waiting = tasks.incrementAndGet();
        boolean full = bytes.addAndGet(size) > MOST_BYTES && waiting > 1;
        if (full || waiting > MOST_TASKS) {
            done(size);
            dropped.increment();
            return;
        }
        try {
            thread.execute(() -> {
                try {
                    task.run();
                } finally {
                    done(size);
                }
            });
        } catch (RejectedExecutionException e) {
            done(size);
        }
    }

    private void done(long size) {
        tasks.decrementAndGet();
        bytes.addAndGet(-size);
    }

    /**
     * Takes a task that somebody waits for, however full the queue is.
     *
     * @throws RejectedExecutionException if this is closed
     */
    <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
        return thread.submit(task);
    }

    /** Tasks dropped so far. */
    long dropped() {
        return dropped.sum();
    }

    /** Takes nothing more, and gives what waits so long to be written; what takes longer is lost. */
    void close(Duration patience) {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}

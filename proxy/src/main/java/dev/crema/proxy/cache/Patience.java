package dev.crema.proxy.cache;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lets request threads ask something that may hang, and wait no longer than they want: the question is put on one of a few
 * platform threads, which the libraries behind it may block as they like.
 */
final class Patience implements AutoCloseable {
    private static final int WAITING = 256;

    private final Duration longest;
    private final ThreadPoolExecutor threads;

    /**
     * Starts no thread before the first question.
     *
     * @param name of the threads, without their number
     * @param longest what a question may take, waiting for its turn included
     */
    Patience(String name, int count, Duration longest) {
        this.longest = longest;
        this.threads = new ThreadPoolExecutor(
                count,
                count,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().name(name, 1).daemon().factory());
    }

    /**
     * Asks.
     *
     * @throws TimeoutException if the answer did not come in time, or too many are asking
     * @throws ExecutionException if the question failed
     * @throws InterruptedException if the asking thread is to end
     */
    <T extends @Nullable Object> T ask(Callable<T> question)
            throws TimeoutException, ExecutionException, InterruptedException {
        Future<T> answer;
        try {
            answer = threads.submit(question);
        } catch (RejectedExecutionException e) {
            throw new TimeoutException("too many are waiting already");
        }
        try {
            return answer.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new TimeoutException("no answer within " + longest.toMillis() + " ms");
        } catch (CancellationException e) {
            throw new TimeoutException("closed");
        } finally {
            // One that waits will not run; one that runs is not interrupted, which would break a connection.
            answer.cancel(false);
        }
    }

    /** Waits a moment for what runs. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                return; // Daemons: they do not keep the process.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.crema.app.supervise;

import dev.crema.app.wiring.Serving;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what was started, last first. A task that fails is logged and the next still runs; all together get a time limit.
 * Safe from any thread; runs once, and everybody who asks waits for that run.
 */
public final class Shutdown {
    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    private final Duration limit;
    private final Runnable overdue;
    private final Deque<Task> tasks = new ArrayDeque<>(); // guarded by itself
    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable Thread runner; // guarded by tasks

    /** Something to end. */
    @FunctionalInterface
    public interface Action {
        /** Ends it; may throw. */
        void run() throws Exception;
    }

    private record Task(String name, Action action) {}

    /**
     * With no task yet.
     *
     * @param limit the time that all tasks together may take
     * @param overdue what then ends the process without the rest
     */
    public Shutdown(Duration limit, Runnable overdue) {
        this.limit = limit;
        this.overdue = overdue;
    }

    /** Registers what was just started; it is ended before everything registered earlier. */
    public void add(String name, Action action) {
        synchronized (tasks) {
            tasks.push(new Task(name, action));
        }
    }

    /** This, for who opens things and cannot fail to close them. */
    public Serving.Closing closing() {
        return (name, task) -> add(name, task::run);
    }

    /** Runs on SIGINT, SIGTERM and {@code System.exit}. */
    public void runAtExit() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::run, "crema-shutdown"));
    }

    /** Ends everything and returns when that is done or the time is over. */
    public void run() {
        synchronized (tasks) {
            if (runner == null) {
                // A daemon: a task that hangs must not keep the process.
                runner = Thread.ofPlatform()
                        .daemon()
                        .name("crema-shutdown-tasks")
                        .start(this::runTasks);
            }
        }
        try {
            if (!done.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Shutdown was not complete after {} s; ending without the rest.", limit.toSeconds());
                overdue.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until everything has ended. */
    public void await() throws InterruptedException {
        done.await();
    }

    private void runTasks() {
        for (Task task = next(); task != null; task = next()) {
            try {
                task.action.run();
            } catch (Exception | Error e) {
                LOG.error("Ending the {} failed; going on.", task.name, e);
            }
        }
        done.countDown();
    }

    private @Nullable Task next() {
        synchronized (tasks) {
            return tasks.poll();
        }
    }
}

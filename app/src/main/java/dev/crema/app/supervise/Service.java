package dev.crema.app.supervise;

import dev.crema.app.supervise.ServiceState.Failed;
import dev.crema.app.supervise.ServiceState.Starting;
import dev.crema.app.supervise.ServiceState.Stopped;
import dev.crema.app.supervise.ServiceState.Stopping;
import dev.crema.app.supervise.ServiceState.Up;
import dev.crema.app.wiring.Running;
import dev.crema.app.wiring.Serving;
import dev.crema.mlx.engine.TextEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxy with its engine as one thing that is started and stopped. Asking returns at once; the work is done in order on
 * a thread of its own, and what is asked twice is done once. Safe from any thread; listeners are called on that thread.
 */
public final class Service implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final Duration DEATHS_WITHIN = Duration.ofMinutes(10);
    private static final int MOST_DEATHS = 3;

    private final Opener opener;
    private final Function<Throwable, String> words;
    private final List<Consumer<ServiceState>> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("crema-service").factory());
    private volatile ServiceState state = new Stopped();
    private @Nullable Shutdown open; // the service's thread only
    private final Deque<Instant> deaths = new ArrayDeque<>(); // the service's thread only

    /** Opens everything that answers requests. */
    @FunctionalInterface
    public interface Opener {
        /**
         * Called on the service's thread; may throw.
         *
         * @param closing takes what is to be ended with it, at once when it is open
         * @param progress told, in words for people, what begins
         */
        Running open(Serving.Closing closing, Consumer<String> progress) throws Exception;
    }

    /**
     * Not started yet.
     *
     * @param words what people are told of a failure
     */
    public Service(Opener opener, Function<Throwable, String> words) {
        this.opener = opener;
        this.words = words;
    }

    /** What it does now. */
    public ServiceState state() {
        return state;
    }

    /** Tells every change, and the present state at once on the caller's thread. */
    public void listen(Consumer<ServiceState> listener) {
        listeners.add(listener);
        listener.accept(state);
    }

    /** Starts it if it does not run. */
    public void start() {
        later(this::startNow);
    }

    /** Stops it if it runs. */
    public void stop() {
        later(this::stopNow);
    }

    /** Starts it if it is stopped or has failed, stops it if it runs; between two states nothing. */
    public void toggle() {
        if (state instanceof Up) {
            stop();
        } else if (!state.busy()) {
            start();
        }
    }

    /** Stops and starts it, so that a changed configuration holds. */
    public void restart() {
        later(() -> {
            stopNow();
            startNow();
        });
    }

    /** Stops it for good; returns when that is done. */
    @Override
    public void close() {
        later(this::stopNow);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(2 * STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The service did not stop in time.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Once it is closed, nothing happens any more. */
    private void later(Runnable work) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("The service is closed.");
        }
    }

    private void startNow() {
        if (state instanceof Up) {
            return;
        }
        become(new Starting("Starting"));
        Shutdown closing = new Shutdown(STOP_LIMIT, () -> LOG.warn("Something did not end in time and was left."));
        open = closing;
        try {
            Running running = opener.open(closing.closing(), step -> become(new Starting(step)));
            become(new Up(running));
            watch(running);
        } catch (Exception | LinkageError e) {
            closing.run();
            open = null;
            become(new Failed(words.apply(e)));
        }
    }

    private void stopNow() {
        Shutdown closing = open;
        if (closing == null) {
            // After a failure nothing is open; a user who stops it wants no alarm any more.
            become(new Stopped());
            return;
        }
        become(new Stopping());
        closing.run();
        open = null;
        become(new Stopped());
    }

    /** An engine that ends by itself is loaded anew, unless it does so again and again. */
    private void watch(Running running) {
        TextEngine engine = running.engine();
        if (engine != null) {
            var _ = engine.death().thenAcceptAsync(cause -> revive(running, cause), thread);
        }
    }

    private void revive(Running dead, Throwable cause) {
        if (!(state instanceof Up(Running running)) || running != dead) {
            return;
        }
        Instant now = Instant.now();
        deaths.add(now);
        while (deaths.element().isBefore(now.minus(DEATHS_WITHIN))) {
            deaths.remove();
        }
        boolean tooOften = deaths.size() > MOST_DEATHS;
        LOG.error("The engine has ended by itself; {}.", tooOften ? "too often to go on" : "it is loaded anew", cause);
        stopNow();
        if (tooOften) {
            become(
                    new Failed(
                            "The engine ended " + deaths.size() + " times within " + DEATHS_WITHIN.toMinutes()
                                    + " minutes, the last time with: " + cause
                                    + ". Choose a smaller model or give prompts less memory, then start Crema again; the log has the details."));
        } else {
            startNow();
        }
    }

    private void become(ServiceState next) {
        if (next.equals(state)) {
            return;
        }
        state = next;
        for (Consumer<ServiceState> listener : listeners) {
            try {
                listener.accept(next);
            } catch (RuntimeException e) {
                LOG.error("A listener failed.", e);
            }
        }
    }
}

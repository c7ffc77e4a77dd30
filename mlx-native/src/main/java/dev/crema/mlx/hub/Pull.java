package dev.crema.mlx.hub;

import dev.crema.mlx.hub.HubException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model on its way. Runs on a virtual thread "crema-pull" of its own, which is interrupted to pause it; all methods but {@link
 * #await} return at once. Safe from any thread.
 */
public final class Pull {
    private static final Logger LOG = LoggerFactory.getLogger(Pull.class);

    private final PullRequest request;
    private final Fetching fetching;
    private final PullMeter meter;
    private final Supplier<HubAccess> access;
    /** Written with this object's monitor held. */
    private volatile PullOutcome outcome = PullOutcome.of(PullState.PAUSED);
    // Guarded by the monitor.
    private boolean cancelling;
    private @Nullable Thread runner;

    /** @param access asked at each start, so that a token set after a failure counts */
    Pull(PullRequest request, Fetching fetching, PullMeter meter, Supplier<HubAccess> access) {
        this.request = request;
        this.fetching = fetching;
        this.meter = meter;
        this.access = access;
    }

    /** What is fetched. */
    public PullRequest request() {
        return request;
    }

    /** How it stands now; cheap enough to be asked many times a second. */
    public PullProgress progress() {
        return meter.snapshot(request, outcome);
    }

    /** Stops within a moment and keeps what arrived; nothing if it does not run. */
    public synchronized void pause() {
        if (runner != null && !cancelling) {
            runner.interrupt();
        }
    }

    /** Goes on where it was; nothing unless it is paused or failed. */
    public synchronized void resume() {
        if (outcome.state().canResume()) {
            start();
        }
    }

    /** Gives it up and deletes what arrived; nothing if the model is in its place already. */
    public synchronized void cancel() {
        if (runner != null && !cancelling) {
            cancelling = true;
            runner.interrupt();
        } else if (outcome.state().canResume()) {
            cancelling = true;
            start();
        }
    }

    /**
     * Waits until it does not run any more, but not longer than given.
     *
     * @return how it stands then
     */
    public PullProgress await(Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        synchronized (this) {
            for (long left = longest.toNanos();
                    outcome.state() == PullState.RUNNING && left > 0;
                    left = deadline - System.nanoTime()) {
                wait(left / 1_000_000 + 1);
            }
        }
        return progress();
    }

    private synchronized void start() {
        outcome = PullOutcome.of(PullState.RUNNING);
        runner = Thread.ofVirtual().name("crema-pull").start(this::live);
    }

    private void live() {
        PullOutcome end = isCancelling() ? PullOutcome.of(PullState.PAUSED) : fetch();
        boolean interrupted = Thread.interrupted();
        if (end.state() == PullState.FAILED && interrupted) {
            end = PullOutcome.of(PullState.PAUSED);
        }
        if (end.state() != PullState.DONE && isCancelling()) {
            end = discard();
        }
        finish(end);
    }

    private PullOutcome fetch() {
        try {
            fetching.run(access.get());
            return PullOutcome.of(PullState.DONE);
        } catch (InterruptedException e) {
            return PullOutcome.of(PullState.PAUSED);
        } catch (HubException e) {
            LOG.info("Fetching {} failed: {}", request.repo(), e.getMessage());
            return PullOutcome.failed(e);
        } catch (IOException | RuntimeException e) {
            LOG.error("Fetching {} failed.", request.repo(), e);
            return PullOutcome.failed(new HubException(
                    Reason.DISK, request.repo() + " could not be put in its place: " + e.getMessage() + ".", e));
        }
    }

    private PullOutcome discard() {
        try {
            fetching.discard();
            return PullOutcome.of(PullState.CANCELLED);
        } catch (HubException e) {
            return PullOutcome.failed(e);
        } catch (IOException e) {
            return PullOutcome.failed(new HubException(
                    Reason.DISK,
                    "What arrived of " + request.repo() + " could not be deleted: " + e.getMessage() + ".",
                    e));
        }
    }

    private synchronized boolean isCancelling() {
        return cancelling;
    }

    private synchronized void finish(PullOutcome end) {
        outcome = end;
        cancelling = false;
        runner = null;
        notifyAll();
    }
}

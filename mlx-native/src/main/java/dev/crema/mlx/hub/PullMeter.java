package dev.crema.mlx.hub;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what one pull has; written by its threads, read by anybody. Numbers need not be of the same moment. */
final class PullMeter {
    private final AtomicLong done = new AtomicLong();
    private final AtomicInteger doneFiles = new AtomicInteger();
    private volatile long total;
    private volatile int files;
    private volatile RateMeter rate = new RateMeter(System::nanoTime);

    /** A run begins with so many bytes there from earlier ones. */
    void begin(long totalBytes, int fileCount, long presentBytes) {
        total = totalBytes;
        files = fileCount;
        done.set(presentBytes);
        doneFiles.set(0);
        rate = new RateMeter(System::nanoTime);
    }

    /** Bytes came from the hub. */
    void received(long bytes) {
        done.addAndGet(bytes);
        rate.add(bytes);
    }

    /** What was there turned out to be more, or less. */
    void correct(long bytes) {
        done.addAndGet(bytes);
    }

    void fileDone() {
        doneFiles.incrementAndGet();
    }

    PullProgress snapshot(PullRequest request, PullOutcome outcome) {
        boolean running = outcome.state() == PullState.RUNNING;
        return new PullProgress(
                request,
                outcome.state(),
                done.get(),
                total,
                doneFiles.get(),
                files,
                running ? rate.perSecond() : 0,
                outcome.failure());
    }
}

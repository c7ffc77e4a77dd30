package dev.crema.proxy.cache;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps requests away from a server that failed: after a failure nobody asks it for a second, then one may; each failure in a
 * row doubles that, up to a minute. Guarded by its own monitor, held for a few instructions.
 */
final class Circuit {
    private static final long FIRST_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_NANOS = Duration.ofSeconds(60).toNanos();

    private final LongSupplier clock;
    private long pause;
    private long openUntil;
    private boolean trial;

    /** A closed one, by a clock in nanoseconds. */
    Circuit(LongSupplier clock) {
        this.clock = clock;
    }

    /** Whether the caller may ask the server; if so it reports how that went. */
    synchronized boolean mayTry() {
        if (pause == 0) {
            return true;
        }
        long now = clock.getAsLong();
        if (now - openUntil < 0) {
            return false;
        }
        // One tries; until it reports, the others wait as long again.
        openUntil = now + pause;
        trial = true;
        return true;
    }

    /** The server answered. */
    synchronized void succeeded() {
        pause = 0;
    }

    /** It did not. Failures of requests that were under way together count once. */
    synchronized void failed() {
        if (pause == 0) {
            pause = FIRST_NANOS;
        } else if (trial) {
            pause = Math.min(LONGEST_NANOS, 2 * pause);
        }
        trial = false;
        openUntil = clock.getAsLong() + pause;
    }

    /** Whether requests are kept away now. */
    synchronized boolean isOpen() {
        return pause != 0 && clock.getAsLong() - openUntil < 0;
    }
}

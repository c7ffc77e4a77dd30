package dev.crema.mlx.hub;

import java.util.Arrays;
import java.util.function.LongSupplier;

/** Bytes per second over the last seconds. Safe from any thread. */
final class RateMeter {
    private static final int WINDOW = 8;
    private static final long SECOND = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private final long origin;
    private final long[] bytes = new long[WINDOW];
    private final long[] secondOf = new long[WINDOW];

    /** With a clock such as {@link System#nanoTime}. */
    RateMeter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
        Arrays.fill(secondOf, -WINDOW);
    }

    synchronized void add(long count) {
        long second = elapsed() / SECOND;
        int slot = (int) (second % WINDOW);
        if (secondOf[slot] != second) {
            secondOf[slot] = second;
            bytes[slot] = 0;
        }
        bytes[slot] += count;
    }

    /** The mean over the window, or over the time since the beginning if that is shorter. */
    synchronized long perSecond() {
        long elapsed = elapsed();
        long second = elapsed / SECOND;
        long sum = 0;
        for (int slot = 0; slot < WINDOW; slot++) {
            if (second - secondOf[slot] < WINDOW) {
                sum += bytes[slot];
            }
        }
        long window = Math.min(elapsed, (WINDOW - 1) * SECOND + elapsed % SECOND);
        // Before a quarter of a second a rate says nothing.
        return (long) (sum / (Math.max(window, SECOND / 4) / (double) SECOND));
    }

    private long elapsed() {
        return nanoTime.getAsLong() - origin;
    }
}

package dev.crema.mlx.kv.disk;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warnings of one store, at most one a minute; the next one tells how many were left out. Safe from any thread. */
final class MinuteLog {
    private static final Logger LOG = LoggerFactory.getLogger(DiskBlockStore.class);
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private boolean logged;
    private long lastNanos;
    private long silenced;

    void warn(String message) {
        long left = place();
        if (left == 0) {
            LOG.warn(message);
        } else if (left > 0) {
            LOG.warn("{} ({} more such warnings in between)", message, left);
        }
    }

    /** How many warnings were left out before this one; negative if it is to be left out, too. */
    private synchronized long place() {
        long now = System.nanoTime();
        if (logged && now - lastNanos < MINUTE_NANOS) {
            silenced++;
            return -1;
        }
        long left = silenced;
        logged = true;
        lastNanos = now;
        silenced = 0;
        return left;
    }
}

package dev.crema.proxy.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What went wrong in one tier: all of it counted, once a minute told to the log. Safe from any thread. */
final class Trouble {
    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);
    private static final long QUIET_NANOS = 60_000_000_000L;

    private final String consequence;
    private final LongAdder count = new LongAdder();
    private final AtomicLong lastTold = new AtomicLong(System.nanoTime() - QUIET_NANOS);

    /** For a tier about whose failures the log says this: what they mean, and what to do. */
    Trouble(String consequence) {
        this.consequence = consequence;
    }

    /** Counts a failure. The cause's message must hold no secret. */
    void count(String what, Throwable cause) {
        count.increment();
        long last = lastTold.get();
        long now = System.nanoTime();
        if (now - last >= QUIET_NANOS && lastTold.compareAndSet(last, now)) {
            LOG.warn("{}: {}. {}", what, cause.toString(), consequence);
        }
    }

    /** Failures so far. */
    long sum() {
        return count.sum();
    }
}

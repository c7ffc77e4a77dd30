package dev.crema.mlx.hardware;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the machine's memory once a second, on its own daemon thread "crema-memory-watch", and tells listeners when the
 * level of pressure changes. A look that fails changes nothing. Safe from any thread.
 */
public final class MemoryWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final long COMPLAINT_NANOS = Duration.ofMinutes(1).toNanos();

    private final MemorySource source;
    private final Duration interval;
    private final PressureGauge gauge = new PressureGauge();
    private final List<Consumer<MemoryPressure>> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile MemoryPressure current = new MemoryPressure(PressureLevel.NORMAL, 0, 0);
    private long lastComplaint = System.nanoTime() - COMPLAINT_NANOS;

    private MemoryWatch(MemorySource source, Duration interval) {
        this.source = source;
        this.interval = interval;
        this.thread = Thread.ofPlatform().name("crema-memory-watch").daemon().unstarted(this::live);
    }

    /** Watches this machine from now on. The first look is over when this returns. */
    public static MemoryWatch start() {
        return start(MemorySource.ofThisMachine(), INTERVAL);
    }

    /** Watches another source, with another time between two looks. */
    public static MemoryWatch start(MemorySource source, Duration interval) {
        MemoryWatch watch = new MemoryWatch(source, interval);
        watch.look();
        watch.thread.start();
        return watch;
    }

    /**
     * Tells a listener every change of the level from now on, on the watch's thread: it should be quick. What it throws is
     * logged.
     */
    public void listen(Consumer<MemoryPressure> listener) {
        listeners.add(listener);
    }

    /** The latest look. Sizes are 0 if there was none that succeeded. */
    public MemoryPressure current() {
        return current;
    }

    private void live() {
        try {
            while (true) {
                Thread.sleep(interval);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        MemoryPressure next;
        try {
            MemorySource.Reading reading = source.read();
            next = new MemoryPressure(gauge.next(reading), reading.availableBytes(), reading.totalBytes());
        } catch (RuntimeException e) {
            complain("The machine's memory could not be read; its last known state is taken to hold.", e);
            return;
        }
        boolean changed = next.level() != current.level();
        current = next;
        if (changed) {
            listeners.forEach(listener -> tell(listener, next));
        }
    }

    private void tell(Consumer<MemoryPressure> listener, MemoryPressure pressure) {
        try {
            listener.accept(pressure);
        } catch (RuntimeException e) {
            complain("A listener failed when memory pressure became " + pressure.level() + ".", e);
        }
    }

    private void complain(String what, RuntimeException why) {
        long now = System.nanoTime();
        if (now - lastComplaint >= COMPLAINT_NANOS) {
            lastComplaint = now;
            LOG.warn(what, why);
        }
    }

    /** Ends the watch; listeners hear no more once this returns. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

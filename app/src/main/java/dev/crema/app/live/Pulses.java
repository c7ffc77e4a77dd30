package dev.crema.app.live;

import dev.crema.app.supervise.Service;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.wiring.Running;
import dev.crema.mlx.engine.TextEngine;
import dev.crema.mlx.hardware.MemorySource;
import dev.crema.proxy.observe.history.Grouping;
import dev.crema.proxy.observe.history.HistoryQuery;
import dev.crema.proxy.observe.history.Tally;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a {@link Pulse} every second and at each change of the service's state, and tells it to its listeners, on its own
 * daemon thread "crema-pulse". Hot paths know nothing of it: it copies what they count anyway. Safe from any thread.
 */
public final class Pulses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pulses.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Service service;
    private final Clock clock;
    private final MemorySource memory = MemorySource.ofThisMachine();
    private final List<Consumer<Pulse>> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("crema-pulse").factory());
    private volatile Pulse last;
    // What was before this run, of the day it was read for; the pulse's thread only.
    private Tally before = Tally.ZERO;
    private LocalDate beforeDay = LocalDate.MIN;
    private Instant beforeRun = Instant.MIN;

    /** Begins at once. */
    public Pulses(Service service, Clock clock) {
        this.service = service;
        this.clock = clock;
        this.last = Pulse.first(service.state());
        service.listen(state -> beatSoon());
        var _ = thread.scheduleAtFixedRate(this::beat, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The latest one. */
    public Pulse last() {
        return last;
    }

    /** Tells each one from now on, on the pulse's thread; what a listener throws is logged. */
    public void listen(Consumer<Pulse> listener) {
        listeners.add(listener);
    }

    /** Tells no more. */
    public void forget(Consumer<Pulse> listener) {
        listeners.remove(listener);
    }

    private void beatSoon() {
        try {
            thread.execute(this::beat);
        } catch (RejectedExecutionException e) {
            LOG.debug("Nobody listens any more.");
        }
    }

    private void beat() {
        try {
            last = take();
        } catch (RuntimeException e) {
            LOG.warn("The state of the service could not be read.", e);
            return;
        }
        for (Consumer<Pulse> listener : listeners) {
            try {
                listener.accept(last);
            } catch (RuntimeException e) {
                LOG.warn("A listener failed.", e);
            }
        }
    }

    private Pulse take() {
        Instant now = clock.instant();
        ServiceState state = service.state();
        if (!(state instanceof ServiceState.Up(Running running))) {
            // What the last run did stays true for today.
            return new Pulse(now, state, null, null, last.today(), memoryNow());
        }
        TextEngine engine = running.engine();
        return new Pulse(
                now,
                state,
                running.server().counters(),
                engine == null ? null : engine.stats(),
                today(running, now),
                memoryNow());
    }

    /** Of the history only what was before is read, once a day and run: the rest is in memory. */
    private Tally today(Running running, Instant now) {
        LocalDate day = LocalDate.ofInstant(now, clock.getZone());
        if (!day.equals(beforeDay) || !running.since().equals(beforeRun)) {
            Instant midnight = day.atStartOfDay(clock.getZone()).toInstant();
            var query = new HistoryQuery(Grouping.DAY, midnight, now.plusSeconds(1), clock.getZone());
            Tally sinceStart = running.server().sinceStart();
            before = running.server().history(query).totals().minus(sinceStart);
            // A request that ended between the two readings would be counted twice: then the next pulse reads again.
            if (sinceStart.equals(running.server().sinceStart())) {
                beforeDay = day;
                beforeRun = running.since();
            }
        }
        return before.plus(running.server().sinceStart());
    }

    private Pulse.Memory memoryNow() {
        try {
            MemorySource.Reading reading = memory.read();
            return new Pulse.Memory(reading.availableBytes(), reading.totalBytes());
        } catch (RuntimeException e) {
            return Pulse.Memory.UNKNOWN;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}

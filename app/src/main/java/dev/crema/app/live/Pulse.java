package dev.crema.app.live;

import dev.crema.app.supervise.ServiceState;
import dev.crema.mlx.engine.EngineStats;
import dev.crema.proxy.observe.CountersSnapshot;
import dev.crema.proxy.observe.history.Tally;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The service at one moment.
 *
 * @param counters of this run; null unless it runs
 * @param engine what the engine does; null without one
 * @param today what the caches did since midnight, in this run and earlier ones
 * @param memory the machine's memory
 */
public record Pulse(
        Instant at,
        ServiceState state,
        @Nullable CountersSnapshot counters,
        @Nullable EngineStats engine,
        Tally today,
        Memory memory) {
    /**
     * Bytes of the machine's memory, which CPU and GPU share on a Mac.
     *
     * @param free what programs can have now without anything being swapped
     * @param total all of it; 0 if it could not be read
     */
    public record Memory(long free, long total) {
        /** Not known. */
        public static final Memory UNKNOWN = new Memory(0, 0);
    }

    /** Of a service that has not been looked at yet. */
    public static Pulse first(ServiceState state) {
        return new Pulse(Instant.EPOCH, state, null, null, Tally.ZERO, Memory.UNKNOWN);
    }
}

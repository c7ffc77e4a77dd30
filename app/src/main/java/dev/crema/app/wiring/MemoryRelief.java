package dev.crema.app.wiring;

import dev.crema.mlx.engine.TextEngine;
import dev.crema.mlx.hardware.MemoryPressure;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives memory back when the system runs short of it: half of what kept prompts may take at first, all of it when it gets
 * critical. What was written to the SSD is not lost. Called on the memory watch's thread.
 */
public final class MemoryRelief implements Consumer<MemoryPressure> {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryRelief.class);

    private final TextEngine engine;

    /** @param engine whose budget holds in good times */
    public MemoryRelief(TextEngine engine) {
        this.engine = engine;
    }

    @Override
    public void accept(MemoryPressure pressure) {
        long budget = engine.stats().cache().budgetBytes();
        long limit = switch (pressure.level()) {
            case NORMAL -> Long.MAX_VALUE; // the budget alone holds, also one that is chosen later
            case WARN -> budget / 2;
            case CRITICAL -> 0;
        };
        LOG.info(
                "Memory is {}: {} MB of {} MB are free; kept prompts may take {} MB",
                pressure.level().name().toLowerCase(Locale.ROOT),
                pressure.availableBytes() >> 20,
                pressure.totalBytes() >> 20,
                Math.min(limit, budget) >> 20);
        engine.limitCache(limit);
    }
}

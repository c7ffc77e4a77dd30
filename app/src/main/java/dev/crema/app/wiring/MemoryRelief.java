package dev.crema.app.wiring;

import dev.crema.mlx.engine.TextEngine;
import dev.crema.mlx.hardware.MemoryPressure;
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
    private final long budgetBytes;

    /** @param budgetBytes what kept prompts may take in good times */
    public MemoryRelief(TextEngine engine, long budgetBytes) {
        this.engine = engine;
        this.budgetBytes = budgetBytes;
    }

    @Override
    public void accept(MemoryPressure pressure) {
        long limit = switch (pressure.level()) {
            case NORMAL -> budgetBytes;
            case WARN -> budgetBytes / 2;
            case CRITICAL -> 0;
        };
        LOG.info(
                "Memory is {}: {} MB of {} MB are free; kept prompts may take {} MB",
                pressure.level().name().toLowerCase(java.util.Locale.ROOT),
                pressure.availableBytes() >> 20,
                pressure.totalBytes() >> 20,
                limit >> 20);
        engine.limitCache(limit);
    }
}

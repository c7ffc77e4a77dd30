package dev.crema.mlx.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateMeterTest {
    private static final long SECOND = 1_000_000_000L;
    private final AtomicLong clock = new AtomicLong(-5 * SECOND);
    private final RateMeter meter = new RateMeter(clock::get);

    @Test
    void aSteadyStreamHasItsRateFromTheBeginning() {
        for (int tenth = 1; tenth <= 300; tenth++) {
            clock.addAndGet(SECOND / 10);
            meter.add(100);
            if (tenth >= 10) {
                assertThat(meter.perSecond()).as("after %s tenths", tenth).isBetween(900L, 1100L);
            }
        }
    }

    @Test
    void silenceBringsItToZeroWithinTheWindow() {
        clock.addAndGet(SECOND);
        meter.add(1_000_000);
        clock.addAndGet(4 * SECOND);
        assertThat(meter.perSecond()).isBetween(100_000L, 400_000L);
        clock.addAndGet(6 * SECOND);
        assertThat(meter.perSecond()).isZero();
    }
}

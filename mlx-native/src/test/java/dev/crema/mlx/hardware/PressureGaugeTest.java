package dev.crema.mlx.hardware;

import static dev.crema.mlx.hardware.PressureLevel.CRITICAL;
import static dev.crema.mlx.hardware.PressureLevel.NORMAL;
import static dev.crema.mlx.hardware.PressureLevel.WARN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PressureGaugeTest {
    private static final long GB = 1L << 30;

    private final PressureGauge gauge = new PressureGauge();

    @Test
    void aWorseReadingCountsAtOnce() {
        assertThat(kernel(NORMAL)).isEqualTo(NORMAL);
        assertThat(kernel(WARN)).isEqualTo(WARN);
        assertThat(kernel(CRITICAL)).isEqualTo(CRITICAL);
    }

    @Test
    void aBetterOneCountsOnlyIfItLasts() {
        kernel(CRITICAL);
        for (int i = 1; i < PressureGauge.CALM_READINGS; i++) {
            assertThat(kernel(NORMAL)).isEqualTo(CRITICAL);
        }
        assertThat(kernel(NORMAL)).isEqualTo(NORMAL);
    }

    @Test
    void aRelapseStartsTheWaitAgain() {
        kernel(WARN);
        for (int round = 0; round < 10; round++) {
            for (int i = 1; i < PressureGauge.CALM_READINGS; i++) {
                assertThat(kernel(NORMAL)).isEqualTo(WARN);
            }
            assertThat(kernel(WARN)).isEqualTo(WARN);
        }
    }

    @Test
    void theKernelsWordWinsOverSizes() {
        assertThat(gauge.next(new MemorySource.Reading(NORMAL, 0, 16 * GB))).isEqualTo(NORMAL);
    }

    @Test
    void withoutItSizesDecide() {
        assertThat(sizes(4 * GB, 16 * GB)).isEqualTo(NORMAL);
        assertThat(sizes(19 * GB / 10, 16 * GB)).isEqualTo(WARN);
        assertThat(sizes(GB / 2, 16 * GB)).isEqualTo(CRITICAL);
    }

    @Test
    void aLargeMachineIsNotShortWithGigabytesToSpare() {
        assertThat(sizes(9 * GB, 512 * GB)).isEqualTo(NORMAL);
        assertThat(sizes(7 * GB, 512 * GB)).isEqualTo(WARN);
        assertThat(sizes(2 * GB, 512 * GB)).isEqualTo(CRITICAL);
    }

    @Test
    void hoveringAtTheBorderDoesNotFlutter() {
        Random random = new Random(7);
        long border = (long) (0.12 * 16 * GB);
        sizes(border - 1, 16 * GB);
        long changes = IntStream.range(0, 10_000)
                .filter(i -> sizes(border + random.nextLong(-border / 10, border / 5), 16 * GB) != WARN)
                .count();
        assertThat(changes).isZero();
    }

    @Test
    void theKernelsNumbersAreThoseOfMemoryPressureEvents() {
        assertThat(PressureLevel.ofKernel(1)).isEqualTo(NORMAL);
        assertThat(PressureLevel.ofKernel(2)).isEqualTo(WARN);
        assertThat(PressureLevel.ofKernel(4)).isEqualTo(CRITICAL);
        assertThat(PressureLevel.ofKernel(0)).isNull();
        assertThat(PressureLevel.ofKernel(3)).isNull();
    }

    private PressureLevel kernel(PressureLevel level) {
        return gauge.next(new MemorySource.Reading(level, 8 * GB, 16 * GB));
    }

    private PressureLevel sizes(long available, long total) {
        return gauge.next(new MemorySource.Reading(null, available, total));
    }
}

package dev.crema.mlx.hardware;

import static dev.crema.mlx.hardware.PressureLevel.CRITICAL;
import static dev.crema.mlx.hardware.PressureLevel.NORMAL;
import static dev.crema.mlx.hardware.PressureLevel.WARN;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MemoryWatchTest {
    private static final long GB = 1L << 30;
    private static final Duration FAST = Duration.ofMillis(1);

    private final BlockingQueue<MemoryPressure> told = new LinkedBlockingQueue<>();
    private volatile MemorySource script = () -> reading(NORMAL, 8);

    @Test
    void listenersHearEachChangeOnce() throws InterruptedException {
        try (MemoryWatch watch = watching()) {
            script = () -> reading(WARN, 2);
            assertThat(told.take()).isEqualTo(new MemoryPressure(WARN, 2 * GB, 16 * GB));
            script = () -> reading(CRITICAL, 1);
            assertThat(told.take()).isEqualTo(new MemoryPressure(CRITICAL, GB, 16 * GB));
            script = () -> reading(NORMAL, 9);
            assertThat(told.take()).isEqualTo(new MemoryPressure(NORMAL, 9 * GB, 16 * GB));
            assertThat(told.poll(100, TimeUnit.MILLISECONDS)).isNull();
            assertThat(watch.current()).isEqualTo(new MemoryPressure(NORMAL, 9 * GB, 16 * GB));
        }
    }

    @Test
    void theFirstLookIsOverWhenItStarts() {
        script = () -> reading(WARN, 3);
        try (MemoryWatch watch = MemoryWatch.start(() -> script.read(), Duration.ofHours(1))) {
            assertThat(watch.current()).isEqualTo(new MemoryPressure(WARN, 3 * GB, 16 * GB));
        }
    }

    @Test
    void sizesAreFreshThoughTheLevelStays() throws InterruptedException {
        try (MemoryWatch watch = watching()) {
            script = () -> reading(NORMAL, 5);
            while (watch.current().availableBytes() != 5 * GB) {
                Thread.sleep(1);
            }
            assertThat(told).isEmpty();
        }
    }

    @Test
    void aLookThatFailsChangesNothing() throws InterruptedException {
        AtomicInteger failures = new AtomicInteger();
        try (MemoryWatch watch = watching()) {
            script = () -> {
                failures.incrementAndGet();
                throw new IllegalStateException("the test's own fault");
            };
            while (failures.get() < 5) {
                Thread.sleep(1);
            }
            assertThat(watch.current()).isEqualTo(new MemoryPressure(NORMAL, 8 * GB, 16 * GB));
            script = () -> reading(WARN, 1);
            assertThat(told.take().level()).isEqualTo(WARN);
        }
    }

    @Test
    void aListenerThatThrowsDoesNotSilenceTheOthers() throws InterruptedException {
        try (MemoryWatch watch = MemoryWatch.start(() -> script.read(), FAST)) {
            watch.listen(pressure -> {
                throw new IllegalStateException("the test's own fault");
            });
            watch.listen(told::add);
            script = () -> reading(WARN, 1);
            assertThat(told.take().level()).isEqualTo(WARN);
            script = () -> reading(CRITICAL, 1);
            assertThat(told.take().level()).isEqualTo(CRITICAL);
        }
    }

    @Test
    void nobodyIsToldAfterItClosed() throws InterruptedException {
        MemoryWatch watch = watching();
        watch.close();
        script = () -> reading(CRITICAL, 0);

        assertThat(told.poll(50, TimeUnit.MILLISECONDS)).isNull();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("crema-memory-watch"));
    }

    /** The best of a few looks, because other programs may hold the processor; OSHI keeps what it read for a moment. */
    @Test
    void lookingAtThisMachineIsCheap() throws InterruptedException {
        MemorySource source = MemorySource.ofThisMachine();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            long begun = System.nanoTime();
            MemorySource.Reading reading = source.read();
            best = Math.min(best, (System.nanoTime() - begun) / 1000);
            assertThat(reading.availableBytes()).isPositive().isLessThanOrEqualTo(reading.totalBytes());
            Thread.sleep(350);
        }
        assertThat(best).as("microseconds a look").isLessThan(20_000);
    }

    private MemoryWatch watching() {
        MemoryWatch watch = MemoryWatch.start(() -> script.read(), FAST);
        watch.listen(told::add);
        return watch;
    }

    private static MemorySource.Reading reading(PressureLevel level, long availableGb) {
        return new MemorySource.Reading(level, availableGb * GB, 16 * GB);
    }
}

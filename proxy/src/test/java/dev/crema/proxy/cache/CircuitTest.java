package dev.crema.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);
    private final Circuit circuit = new Circuit(now::get);

    @Test
    void pausesDoubleFromASecondToAMinute() {
        circuit.failed();
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
            now.addAndGet(Duration.ofSeconds(seconds).toNanos() - 1);
            assertThat(circuit.mayTry()).as("before %d s", seconds).isFalse();
            assertThat(circuit.isOpen()).isTrue();
            now.addAndGet(1);
            assertThat(circuit.isOpen()).isFalse();
            assertThat(circuit.mayTry()).as("after %d s", seconds).isTrue();
            assertThat(circuit.mayTry()).as("only one tries").isFalse();
            circuit.failed();
        }
    }

    @Test
    void failuresUnderWayTogetherCountOnce() {
        for (int i = 0; i < 10; i++) {
            assertThat(circuit.mayTry()).isTrue();
        }
        for (int i = 0; i < 10; i++) {
            circuit.failed();
        }
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(circuit.mayTry()).isTrue();
    }

    @Test
    void aSuccessClosesIt() {
        circuit.failed();
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(circuit.mayTry()).isTrue();
        circuit.succeeded();

        assertThat(circuit.mayTry()).isTrue();
        assertThat(circuit.mayTry()).isTrue();
        circuit.failed();
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(circuit.mayTry()).as("the first pause again").isTrue();
    }
}

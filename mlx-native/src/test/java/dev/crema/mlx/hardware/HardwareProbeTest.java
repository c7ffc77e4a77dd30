package dev.crema.mlx.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HardwareProbeTest {
    @Test
    void thisMachineHasCoresAndMemoryAndGetsAdvice() {
        Hardware machine = HardwareProbe.read();

        assertThat(machine.chip().name()).isNotBlank();
        assertThat(machine.performanceCores()).isPositive();
        assertThat(machine.efficiencyCores()).isNotNegative();
        assertThat(machine.memoryBytes()).isGreaterThan(1L << 28);
        assertThat(machine.availableBytes()).isPositive().isLessThanOrEqualTo(machine.memoryBytes());
        assertThat(machine.parts()).contains(machine.chip().name(), " cores");
        assertThat(MachineAdvice.of(machine).all()).hasSize(4);
    }
}

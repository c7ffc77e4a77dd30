package dev.crema.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KvBudgetTest {
    private static final long GB = 1_000_000_000L;

    @Test
    void itIsHalfOfWhatWeightsAndSystemLeave() {
        assertThat(Backends.kvBudget(16 * GB, 8 * GB)).isEqualTo(2 * GB);
        assertThat(Backends.kvBudget(64 * GB, 20 * GB)).isEqualTo(14 * GB);
    }

    @Test
    void aFullMachineStillKeepsOneConversation() {
        assertThat(Backends.kvBudget(8 * GB, 7 * GB)).isEqualTo(GB / 4);
    }
}

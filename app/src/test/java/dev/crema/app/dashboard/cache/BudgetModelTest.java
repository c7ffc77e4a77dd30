package dev.crema.app.dashboard.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.dashboard.cache.BudgetModel.Sessions;
import org.junit.jupiter.api.Test;

class BudgetModelTest {
    @Test
    void stopsAreRoundAndHoldWhatHoldsNow() {
        assertThat(BudgetModel.stops(3_500_000_000L, 268_435_456, 5_000_000_000L))
                .containsExactly(
                        0L,
                        250_000_000L,
                        268_435_456L,
                        500_000_000L,
                        1_000_000_000L,
                        2_000_000_000L,
                        3_000_000_000L,
                        5_000_000_000L);
    }

    @Test
    void numbersAreNoMoreExactThanTheyAre() {
        assertThat(BudgetModel.rounded(173_612)).isEqualTo(170_000);
        assertThat(BudgetModel.rounded(99)).isEqualTo(99);
        assertThat(BudgetModel.rounded(7)).isEqualTo(7);
    }

    @Test
    void sessionsAreNamedOnlyIfThereWereSome() {
        assertThat(new Sessions(0).in(8_000_000_000L, 46_000)).isEmpty();
        assertThat(new Sessions(9_000).in(8_000_000_000L, 46_000))
                .isEqualTo(", or about 19 sessions of 9,000 tokens as yours were lately");
    }
}

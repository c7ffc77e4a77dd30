package dev.crema.app.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BenchmarkPlanTest {
    @Test
    void theHeadIsHalfOfTheWindowAtMostNineThousandTokensAndLeavesRoomForTheTurns() {
        assertThat(BenchmarkPlan.of(8_192, 8).headTokens()).isEqualTo(4_096);
        assertThat(BenchmarkPlan.of(200_000, 8).headTokens()).isEqualTo(9_000);
        assertThat(BenchmarkPlan.of(2_048, 16).headTokens()).isBetween(200, 600);
    }

    @Test
    void whatDoesNotFitIsRefusedInWords() {
        assertThatThrownBy(() -> BenchmarkPlan.of(2_048, 50))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("50 turns")
                .hasMessageContaining("2048")
                .hasMessageContaining("fewer turns");
        assertThatThrownBy(() -> BenchmarkPlan.of(8_192, 1)).isInstanceOf(BenchmarkException.class);
    }

    @Test
    void theEstimateCountsBothPasses() {
        // 2 cold heads, 1 warm one and 5 turns' worth of 60 tokens, at 100 a second.
        assertThat(new BenchmarkPlan(2, 1_000).seconds(100)).isEqualTo(33);
    }
}

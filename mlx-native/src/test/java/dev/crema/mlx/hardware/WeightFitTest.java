package dev.crema.mlx.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightFitTest {
    private static final long GB = 1L << 30;

    @ParameterizedTest
    @CsvSource({
        "16, 2.0, WITH_EASE",
        "16, 6.0, WITH_EASE",
        "16, 6.1, TIGHT",
        "16, 11.5, TIGHT",
        "16, 11.6, TOO_LARGE",
        "8, 4.5, TOO_LARGE",
        "128, 40, WITH_EASE",
        "128, 90, TIGHT"
    })
    void weightsFitByWhatTheyLeaveForKeysAndValues(long memoryGb, double weightGb, WeightFit.Verdict verdict) {
        assertThat(WeightFit.of(machine(memoryGb), (long) (weightGb * GB)).verdict())
                .isEqualTo(verdict);
    }

    @Test
    void theReasonNamesTheFigures() {
        assertThat(WeightFit.of(machine(16), 9 * GB).reason())
                .isEqualTo(
                        "The weights take 9 GB of the 12 GB that this machine can spare, which leaves 3 GB for keys and"
                                + " values.");
    }

    private static Hardware machine(long memoryGb) {
        return new Hardware(Chip.of("Apple M4"), List.of(), 10, memoryGb * GB, memoryGb * GB / 2);
    }
}

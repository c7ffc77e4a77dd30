package dev.crema.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import dev.crema.proxy.config.PriceTable;
import dev.crema.proxy.config.PriceTable.Price;
import dev.crema.proxy.config.PriceTable.Row;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValuationTest {
    private static final CacheReport MEMORY = new CacheReport(CacheLevel.L1_MEMORY, 0, 0, 0, 0, 0, null);
    private static final CacheReport WHOLE =
            new CacheReport(CacheLevel.L2, 0, 0, 0, 0, Duration.ofSeconds(8).toNanos(), null);

    private final PrefillRates rates = new PrefillRates();
    private final Valuation valuation =
            new Valuation(new PriceTable(List.of(new Row("opus", new Price(15, 75, 1.5)))), rates);

    @Test
    void reusedTokensSaveWhatTheModelWouldHaveTakenForThem() {
        assertThat(saved(new Usage(0, 500, 20, 5), 3_000_000))
                .as("nothing was measured yet")
                .isZero();

        saved(new Usage(0, 0, 1000, 5), 2_000_000_000);

        assertThat(saved(new Usage(0, 500, 20, 5), 3_000_000)).isEqualTo(1_000_000_000);
        assertThat(valuation.savedNanos("other", new Usage(0, 500, 20, 5), MEMORY, Timings.UNKNOWN, Duration.ZERO))
                .as("another model was not measured")
                .isZero();
    }

    @Test
    void promptsThatWereMostlyReusedDoNotTeachTheRate() {
        saved(new Usage(0, 0, 1000, 5), 1_000_000_000);
        saved(new Usage(0, 5000, 200, 5), 60_000_000_000L);
        saved(new Usage(0, 0, 20, 5), 60_000_000_000L);

        assertThat(rates.nanosFor("qwen", 1)).isEqualTo(1_000_000);
    }

    @Test
    void theRateFollowsTheMachine() {
        rates.learn("qwen", new Usage(0, 0, 100_000, 0), prefill(100_000_000_000L));
        rates.learn("qwen", new Usage(0, 0, 200_000, 0), prefill(400_000_000_000L));

        assertThat((double) rates.nanosFor("qwen", 1000)).isCloseTo(2e9, within(0.02e9));
    }

    @Test
    void whatWasMeasuredBeforeARestartCountsUntilMoreIsKnown() {
        rates.remember("qwen", 1_000_000, 1_000_000_000_000L);
        assertThat(rates.nanosFor("qwen", 10)).isEqualTo(10_000_000);

        rates.learn("qwen", new Usage(0, 0, 200_000, 0), prefill(600_000_000_000L));
        assertThat((double) rates.nanosFor("qwen", 1)).isCloseTo(3e6, within(0.02e6));
    }

    @Test
    void aWholeAnswerSavesWhatItTookLessWhatItTakes() {
        Usage usage = new Usage(1000, 0, 0, 50);

        assertThat(valuation.savedNanos("qwen", usage, WHOLE, Timings.UNKNOWN, Duration.ofSeconds(1)))
                .isEqualTo(7_000_000_000L);
        assertThat(valuation.savedNanos("qwen", usage, WHOLE, Timings.UNKNOWN, Duration.ofSeconds(9)))
                .as("slower than generating it")
                .isZero();
    }

    @Test
    void reusedTokensCostTheirLowerPrice() {
        assertThat(valuation.cost("opus", new Usage(1000, 8000, 1000, 100), MEMORY))
                .isEqualTo(new Cost(157_500_000, 49_500_000));
        assertThat(valuation.cost("opus", new Usage(1000, 0, 0, 100), WHOLE))
                .as("all of the prompt counts as reused")
                .isEqualTo(new Cost(22_500_000, 9_000_000));
        assertThat(valuation.cost("unpriced", new Usage(1000, 0, 0, 100), WHOLE))
                .isEqualTo(Cost.NONE);
    }

    private long saved(Usage usage, long prefillNanos) {
        return valuation.savedNanos("qwen", usage, MEMORY, prefill(prefillNanos), Duration.ofSeconds(1));
    }

    private static Timings prefill(long nanos) {
        return new Timings(0, nanos, 0);
    }
}

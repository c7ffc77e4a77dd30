package dev.crema.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.text.Amounts;
import dev.crema.proxy.observe.history.Grouping;
import dev.crema.proxy.observe.history.HistoryQuery;
import dev.crema.proxy.observe.history.HistoryView;
import dev.crema.proxy.observe.history.Measure;
import dev.crema.proxy.observe.history.Tally;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatsTextTest {
    private static final LocalDate FIRST = LocalDate.parse("2026-11-15");
    private static final LocalDate LAST = LocalDate.parse("2026-11-21");

    @Test
    void theWholeTextLooksLikeThis() {
        Tally monday = tally(100, 4, 1_200_000, 1_150_000, 3_600);
        Tally tuesday = tally(20, 2, 34_567, 20_000, 59.5);

        String text = StatsText.of(
                FIRST,
                LAST,
                List.of(
                        view(Grouping.DAY, row("2026-11-16", monday), row("2026-11-17", tuesday)),
                        view(
                                Grouping.PROJECT,
                                row("", monday),
                                row("/home/ada/a/very/long/path/to/a/project\n", tuesday))));

        assertThat(text).isEqualTo("""
                Crema from 2026-11-15 to 2026-11-21

                  requests                  120  a cache helped 114 (95.0 %)
                  prompt tokens       1,234,567  reused 1,170,000 (94.7 %), computed 64,567
                  system prompts        108,000  tokens, reused 90,000; whole in 100 requests
                  answer tokens          12,000
                  first token            3.50 s  without a cache
                  first token            0.25 s  with a cache
                  time saved          1 h 0 min
                  cost saved              $5.27  of the $6.17 that the tokens would cost at vendors
                  evictions                  14
                  from                           no cache 6, L1 memory 110, L2 4

                  day                                   requests   prompt tokens    reused    time saved  cost saved
                  2026-11-16                                 100       1,200,000    95.8 %     1 h 0 min       $5.18
                  2026-11-17                                  20          34,567    57.8 %        59.5 s     $0.0900

                  project                               requests   prompt tokens    reused    time saved  cost saved
                  (unknown)                                  100       1,200,000    95.8 %     1 h 0 min       $5.18
                  …/ada/a/very/long/path/to/a/project?        20          34,567    57.8 %        59.5 s     $0.0900
                """);
    }

    @Test
    void nothingIsSaidInOneLine() {
        assertThat(StatsText.of(FIRST, LAST, List.of(view(Grouping.DAY))))
                .isEqualTo("Crema answered no request from 2026-11-15 to 2026-11-21.\n");
        assertThat(StatsText.of(LAST, LAST, List.of(view(Grouping.DAY))))
                .isEqualTo("Crema answered no request on 2026-11-21.\n");
    }

    @Test
    void aServerThatWasAskedNothingEndsInSilence() {
        assertThat(SummaryText.atExit(Tally.ZERO)).isEmpty();
        assertThat(SummaryText.atExit(tally(1, 1, 10, 0, 0))).startsWith("\nSince Crema started\n\n  requests ");
    }

    @Test
    void numbersAreNeverRoundedToMoreThanTheyAre() {
        assertThat(Amounts.percent(0.99999)).isEqualTo("99.9 %");
        assertThat(Amounts.percent(1)).isEqualTo("100.0 %");
        assertThat(Amounts.percent(0.29)).isEqualTo("29.0 %");
        assertThat(Amounts.duration(0)).isEqualTo("0.00 s");
        assertThat(Amounts.duration(61.9)).isEqualTo("1 min 1 s");
        assertThat(Amounts.duration(3599.9)).isEqualTo("59 min 59 s");
        assertThat(Amounts.duration(7 * 86_400)).isEqualTo("168 h 0 min");
        assertThat(Amounts.dollars(0)).isEqualTo("$0.00");
        assertThat(Amounts.dollars(0.00021)).isEqualTo("$0.0002");
        assertThat(Amounts.dollars(12_345.678)).isEqualTo("$12,345.68");
    }

    private static Tally tally(long requests, long misses, long prompt, long reused, double savedSeconds) {
        return Tally.of(Map.ofEntries(
                Map.entry(Measure.REQUESTS, requests),
                Map.entry(Measure.MISS, misses),
                Map.entry(Measure.L2, 2L),
                Map.entry(Measure.L1_MEMORY, requests - misses - 2),
                Map.entry(Measure.PROMPT_TOKENS, prompt),
                Map.entry(Measure.REUSED_TOKENS, reused),
                Map.entry(Measure.HEAD_TOKENS, 900 * requests),
                Map.entry(Measure.HEAD_REUSED_TOKENS, 750 * requests),
                Map.entry(Measure.HEAD_HITS, requests == 100 ? 90L : 10L),
                Map.entry(Measure.OUTPUT_TOKENS, 100 * requests),
                Map.entry(Measure.MISS_FIRST_NANOS, misses * 3_500_000_000L),
                Map.entry(Measure.MISS_FIRSTS, misses),
                Map.entry(Measure.HIT_FIRST_NANOS, 250_000_000L),
                Map.entry(Measure.HIT_FIRSTS, 1L),
                Map.entry(Measure.SAVED_NANOS, (long) (savedSeconds * 1e9)),
                Map.entry(Measure.COST_RAW, prompt * 5_000),
                Map.entry(Measure.COST_CACHED, (prompt - reused) * 5_000 + reused * 500),
                Map.entry(Measure.EVICTIONS, 7L)));
    }

    private static HistoryView.Row row(String label, Tally tally) {
        return new HistoryView.Row(label, tally);
    }

    private static HistoryView view(Grouping by, HistoryView.Row... rows) {
        HistoryQuery query = new HistoryQuery(by, Instant.EPOCH, Instant.EPOCH, ZoneOffset.UTC);
        Tally totals = List.of(rows).stream().map(HistoryView.Row::tally).reduce(Tally.ZERO, Tally::plus);
        return new HistoryView(query, totals, List.of(rows));
    }
}

package dev.crema.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheMiss;
import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CountersTest {
    private final Counters counters = new Counters();

    @Test
    void concurrentRequestsAllCount() {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
                executor.submit(() -> {
                    counters.begin();
                    counters.end(record("claude-cli/2.1", 200));
                });
            }
        }

        CountersSnapshot snapshot = counters.snapshot();

        assertThat(snapshot.active()).isZero();
        assertThat(snapshot.requests()).containsEntry(new CountersSnapshot.Outcome("anthropic", 200), 500L);
        assertThat(snapshot.tokens()).isEqualTo(new CountersSnapshot.Tokens(500, 1000, 1500, 2000));
        assertThat(snapshot.total().count()).isEqualTo(500);
    }

    @Test
    void metricsAreWellFormedAndBucketsCumulative() {
        counters.begin();
        counters.end(record("x", 200));
        counters.begin();
        counters.end(record("x", 529));

        String text = PrometheusText.of(
                counters.snapshot(),
                Duration.ofSeconds(9),
                List.of(Metric.gauge("crema_engine_active_bytes", "Bytes.", 7_000_000_000L)));

        assertThat(text.lines())
                .allMatch(Pattern.compile("(# (HELP|TYPE) \\w+ .+)|(\\w+(\\{.+})? [-0-9.E]+)")
                        .asMatchPredicate());
        assertThat(text)
                .contains("crema_requests_total{protocol=\"anthropic\",status=\"529\"} 1\n")
                .contains("crema_tokens_total{kind=\"cache_read\"} 4\n")
                .contains("crema_request_seconds_bucket{le=\"1.0\"} 0\n")
                .contains("crema_request_seconds_bucket{le=\"2.5\"} 2\n")
                .contains("crema_request_seconds_bucket{le=\"+Inf\"} 2\n")
                .contains("crema_request_seconds_sum 4.0\n")
                .contains("crema_uptime_seconds 9.0\n")
                .contains("# TYPE crema_engine_active_bytes gauge\ncrema_engine_active_bytes 7000000000\n");
    }

    @Test
    void theLogLineCannotBeForgedByTheClient() {
        String line = RequestLog.line(record("evil\n2026 ERROR forged", 200));

        assertThat(line).doesNotContain("\n").contains("client=evil_2026_ERROR_forged");
    }

    @Test
    void theLogLineTellsTokensAndTimes() {
        assertThat(RequestLog.line(record("claude-cli/2.1", 200)))
                .isEqualTo("req_1 anthropic /v1/messages 200 stream model=claude-x>smollm2 client=claude-cli/2.1"
                        + " tokens in=1 reused=2 created=3 out=4 queue=1 prefill=2 decode=3 first=250 total=2000 ms");
    }

    @Test
    void aMissIsExplainedInTheLogWithoutItsText() {
        CacheMiss miss = new CacheMiss(CacheMiss.Cause.TOOLS_CHANGED, 812, 90, "secret before", "secret now");
        RequestRecord record = record("x", 200, new CacheReport(CacheLevel.L1_SSD, 1, 1, 2, 0, 0, miss));

        assertThat(RequestLog.line(record))
                .endsWith(" ms cache=l1_ssd saved=1500 ms why=tools_changed@812")
                .doesNotContain("secret");
    }

    @Test
    void cachesAreCountedByLevelAndCause() {
        CacheMiss miss = new CacheMiss(CacheMiss.Cause.EVICTED, 0, 9, "", "");
        for (CacheReport report : List.of(
                new CacheReport(CacheLevel.L1_SSD, 1, 1, 0, 0, 0, miss),
                new CacheReport(CacheLevel.L2, 0, 0, 0, 0, 5, null),
                new CacheReport(CacheLevel.MISS, 0, 0, 0, 0, 0, miss))) {
            counters.begin();
            counters.end(record("x", 200, report));
        }

        String text = PrometheusText.of(counters.snapshot(), Duration.ofSeconds(9), List.of());

        assertThat(text)
                .contains("crema_cache_answers_total{level=\"l1_ssd\"} 1\n")
                .contains("crema_cache_answers_total{level=\"miss\"} 1\n")
                .contains("crema_cache_answers_total{level=\"semantic\"} 0\n")
                .contains("crema_cache_reused_tokens_total{level=\"l1_memory\"} 3\n")
                .contains("crema_cache_reused_tokens_total{level=\"l1_ssd\"} 1\n")
                .contains("crema_cache_reused_tokens_total{level=\"l2\"} 6\n")
                .doesNotContain("crema_cache_reused_tokens_total{level=\"miss\"}")
                .contains("crema_cache_misses_total{cause=\"evicted\"} 2\n")
                .contains("crema_cache_saved_seconds_total 4.5\n")
                .contains("# TYPE crema_cache_hit_rate gauge\ncrema_cache_hit_rate 0.5555555555555556\n");
    }

    private static RequestRecord record(String client, int status) {
        return record(client, status, null);
    }

    private static RequestRecord record(String client, int status, CacheReport cache) {
        return new RequestRecord(
                "req_1",
                Instant.EPOCH,
                "anthropic",
                "/v1/messages",
                new Caller(client, Caller.Role.MAIN, "", "", ""),
                "claude-x",
                "smollm2",
                status,
                true,
                1,
                new Usage(1, 2, 3, 4),
                cache,
                1_500_000_000,
                Cost.NONE,
                new Timings(1_000_000, 2_000_000, 3_000_000),
                Duration.ofMillis(250),
                Duration.ofSeconds(2),
                "",
                List.of(),
                List.of());
    }
}

package dev.crema.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import java.time.Duration;
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

    private static RequestRecord record(String client, int status) {
        return new RequestRecord(
                "req_1",
                "anthropic",
                "/v1/messages",
                client,
                "claude-x",
                "smollm2",
                status,
                true,
                new Usage(1, 2, 3, 4),
                new Timings(1_000_000, 2_000_000, 3_000_000),
                Duration.ofMillis(250),
                Duration.ofSeconds(2),
                "");
    }
}

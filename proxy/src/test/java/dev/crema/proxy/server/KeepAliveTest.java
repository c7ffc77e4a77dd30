package dev.crema.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
    private static final String SCRIPT = """
            {"rules": [
               {"when": {"text": "long"}, "prefillMillis": 4200, "prefillSteps": 42, "steps": [{"text": "x"}]},
               {"when": {"text": "pause"}, "steps": [{"text": "a"}, {"pauseMillis": 1500}, {"text": "b"}]}],
             "otherwise": {"steps": [{"text": "word ", "repeat": 60, "delayMillis": 20}]}}
            """;

    @Test
    void silenceIsFilledWithPingsAtTheInterval() throws Exception {
        try (TestServer server = TestServer.start(SCRIPT, null, Duration.ofMillis(300), 1 << 20)) {
            List<Long> pings = new ArrayList<>();
            HttpResponse<Stream<String>> response = server.lines("/v1/messages", TestServer.messages("pause", true));
            response.body().filter("event: ping"::equals).forEach(line -> pings.add(System.nanoTime()));

            // Between the two texts lie 1500 ms: a ping after 300, 600, 900, 1200 ms, each at most an eighth late.
            assertThat(pings).hasSizeBetween(3, 5);
        }
    }

    @Test
    void aStreamThatFlowsNeedsNoPings() throws Exception {
        try (TestServer server = TestServer.start(SCRIPT, null, Duration.ofMillis(300), 1 << 20)) {
            String body =
                    server.post("/v1/messages", TestServer.messages("go", true)).body();

            // The protocol itself may begin with one.
            assertThat(body.split("event: ping", -1).length - 1).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void theStreamBeginsAtOnceAndPrefillTellsItsProgress() throws Exception {
        try (TestServer server = TestServer.start(SCRIPT)) {
            long start = System.nanoTime();
            HttpResponse<Stream<String>> response = server.lines("/v1/messages", TestServer.messages("long", true));
            long headers = System.nanoTime() - start;
            List<String> comments =
                    response.body().filter(line -> line.startsWith(": ")).toList();

            assertThat(Duration.ofNanos(headers)).isLessThan(Duration.ofMillis(1500));
            assertThat(comments)
                    .singleElement()
                    .asString()
                    .matches(": status - processing \\([34]\\.\\d s, \\d / 5 prompt tokens\\)");
        }
    }

    @Test
    void openAiStreamsKeepAliveByComments() throws Exception {
        try (TestServer server = TestServer.start(SCRIPT, null, Duration.ofMillis(300), 1 << 20)) {
            String body = server.post("/v1/chat/completions", TestServer.completions("pause", true))
                    .body();

            assertThat(body.lines().filter(line -> line.startsWith(":"))).hasSizeBetween(3, 5);
            assertThat(body).doesNotContain("event:");
        }
    }
}

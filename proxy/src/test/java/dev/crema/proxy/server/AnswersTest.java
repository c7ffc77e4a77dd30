package dev.crema.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("""
                {"models": [{"id": "lite", "context": 3000}],
                 "rules": [
                  {"when": {"text": "tool"}, "steps": [
                     {"text": "I call."}, {"tool": "Bash", "input": {"command": "ls"}, "chunk": 4}]},
                  {"when": {"text": "full"}, "steps": [{"error": "overloaded", "message": "Full.", "retryAfter": 3}]},
                  {"when": {"text": "quick"}, "prefillMillis": 15, "steps": [{"error": "rate_limit", "message": "Slow down."}]},
                  {"when": {"text": "breaks"}, "steps": [{"text": "Half a"}, {"error": "timeout", "message": "Broke."}]},
                  {"when": {"text": "slowly"}, "steps": [{"text": "{{text}}", "chunk": 1, "delayMillis": 3}]}],
                 "otherwise": {"steps": [{"thinking": "Hm."}, {"text": "Grüße, 世界 😀", "chunk": 2}]}}
                """);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aStreamedAnthropicAnswerEqualsTheWholeOne() throws Exception {
        JsonNode whole = TestServer.json(server.post("/v1/messages", TestServer.messages("Hi", false)));
        HttpResponse<String> streamed = server.post("/v1/messages", TestServer.messages("Hi", true));

        List<JsonNode> events = TestServer.data(streamed.body());
        assertThat(streamed.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        assertThat(streamed.headers().firstValue("cache-control").orElseThrow()).isEqualToIgnoringCase("no-cache");
        assertThat(streamed.headers().firstValue("x-accel-buffering")).contains("no");
        assertThat(events.getFirst().path("type").asText()).isEqualTo("message_start");
        assertThat(events.getLast().path("type").asText()).isEqualTo("message_stop");
        assertThat(events.stream()
                        .map(event -> event.at("/delta/text").asText())
                        .collect(Collectors.joining()))
                .isEqualTo(whole.at("/content/1/text").asText())
                .isEqualTo("Grüße, 世界 😀");
        assertThat(whole.at("/content/0/thinking").asText()).isEqualTo("Hm.");
        assertThat(whole.at("/usage/input_tokens").asInt()).isEqualTo(5);
        assertThat(events.get(events.size() - 2).at("/usage/output_tokens"))
                .isEqualTo(whole.at("/usage/output_tokens"));
    }

    @Test
    void everyFrameOfAnAnthropicStreamIsNamed() throws Exception {
        String body =
                server.post("/v1/messages", TestServer.messages("tool", true)).body();

        assertThat(body.split("\n\n")).allMatch(frame -> frame.startsWith("event: ") && frame.contains("\ndata: {"));
        assertThat(body).contains("\"stop_reason\":\"tool_use\"");
    }

    @Test
    void aStreamedOpenAiAnswerEqualsTheWholeOne() throws Exception {
        JsonNode whole = TestServer.json(server.post("/v1/chat/completions", TestServer.completions("Hi", false)));
        HttpResponse<String> streamed = server.post("/v1/chat/completions", TestServer.completions("Hi", true));

        assertThat(streamed.body()).endsWith("data: [DONE]\n\n");
        assertThat(TestServer.data(streamed.body()).stream()
                        .map(chunk -> chunk.at("/choices/0/delta/content").asText(""))
                        .collect(Collectors.joining()))
                .isEqualTo(whole.at("/choices/0/message/content").asText())
                .isEqualTo("Grüße, 世界 😀");
        assertThat(whole.path("model").asText()).isEqualTo("gpt-test");
    }

    @Test
    void aFullServerSaysSoWithAStatusAndWhenToComeBack() throws Exception {
        for (boolean stream : new boolean[] {true, false}) {
            HttpResponse<String> anthropic = server.post("/v1/messages", TestServer.messages("full", stream));
            HttpResponse<String> openai = server.post("/v1/chat/completions", TestServer.completions("full", stream));

            assertThat(anthropic.statusCode()).isEqualTo(529);
            assertThat(anthropic.headers().firstValue("retry-after")).contains("3");
            assertThat(TestServer.json(anthropic).at("/error/type").asText()).isEqualTo("overloaded_error");
            assertThat(openai.statusCode()).isEqualTo(503);
            assertThat(openai.headers().firstValue("retry-after")).contains("3");
        }
    }

    @Test
    void aFailureBeforeTheFirstEventStillHasItsStatus() throws Exception {
        HttpResponse<String> response = server.post("/v1/messages", TestServer.messages("quick", true));

        assertThat(response.statusCode()).isEqualTo(429);
    }

    @Test
    void aPromptBeyondTheWindowIsRefusedInTheWordsClientsCompactOn() throws Exception {
        HttpResponse<String> response = server.post("/v1/messages", TestServer.messages("x".repeat(20_000), true));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(response).at("/error/message").asText())
                .isEqualTo("prompt is too long: 5004 tokens > 3000 maximum");
    }

    @Test
    void aFailureInTheMiddleIsAnEventWithTheRequestsId() throws Exception {
        HttpResponse<String> response = server.post("/v1/messages", TestServer.messages("breaks", true));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("Half a")
                .contains("event: error\n")
                .doesNotContain("message_stop");
        assertThat(response.body())
                .contains(response.headers().firstValue("request-id").orElseThrow());
    }

    @Test
    void aFailureInTheMiddleOfAWholeAnswerIsAStatus() throws Exception {
        HttpResponse<String> response = server.post("/v1/messages", TestServer.messages("breaks", false));

        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(TestServer.json(response).at("/error/message").asText()).isEqualTo("Broke.");
    }

    @Test
    void eventsReachTheClientWhenTheyHappen() throws Exception {
        HttpResponse<java.util.stream.Stream<String>> response =
                server.lines("/v1/messages", TestServer.messages("slowly " + "x".repeat(300), true));

        long[] first = {0};
        long start = System.nanoTime();
        response.body().filter(line -> line.contains("text_delta")).forEach(line -> {
            if (first[0] == 0) {
                first[0] = System.nanoTime() - start;
            }
        });

        assertThat(System.nanoTime() - start).isGreaterThan(500_000_000);
        assertThat(first[0]).isLessThan(400_000_000);
    }

    @Test
    void thirtyTwoStreamsAtOnceAllComplete() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = IntStream.range(0, 32)
                    .mapToObj(i -> executor.submit(() -> server.post(
                                    i % 2 == 0 ? "/v1/messages" : "/v1/chat/completions",
                                    i % 2 == 0
                                            ? TestServer.messages("slowly " + i + "-end", true)
                                            : TestServer.completions("slowly " + i + "-end", true))
                            .body()))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                String pointer = i % 2 == 0 ? "/delta/text" : "/choices/0/delta/content";
                assertThat(TestServer.data(answers.get(i).get()).stream()
                                .map(event -> event.at(pointer).asText(""))
                                .collect(Collectors.joining()))
                        .isEqualTo("slowly " + i + "-end");
            }
        }
        assertThat(server.backend.active()).isZero();
    }
}

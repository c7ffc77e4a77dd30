package dev.crema.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatsRoutesTest {
    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start("""
                {"models": [{"id": "tiny"}],
                 "rules": [
                  {"when": {"text": "again"}, "usage": {"input": 1000, "output": 10},
                   "cache": {"level": "l2", "firstMillis": 60000, "footprintBytes": 4000}, "steps": [{"text": "as before"}]},
                  {"when": {"text": "next"}, "usage": {"cacheRead": 900, "cacheCreation": 100, "output": 10},
                   "cache": {"level": "l1_ssd", "ssdTokens": 500, "headTokens": 800}, "steps": [{"text": "from the SSD"}]},
                  {"when": {"text": "edited"}, "usage": {"cacheRead": 300, "cacheCreation": 700, "output": 10},
                   "cache": {"level": "l1_memory", "headTokens": 800,
                             "miss": {"cause": "tools_changed", "position": 301, "missedTokens": 600,
                                      "before": "tools: A, B", "now": "tools: B, A"}},
                   "steps": [{"text": "from memory"}]},
                  {"when": {"text": "break"}, "steps": [{"text": "so far"}, {"error": "internal"}]},
                  {"when": {"text": "refuse"}, "steps": [{"error": "overloaded"}]}],
                 "otherwise": {"usage": {"cacheCreation": 1000, "output": 10}, "prefillMillis": 200,
                               "cache": {"level": "miss", "headTokens": 800,
                                         "miss": {"cause": "first_request"}},
                               "steps": [{"text": "computed"}]}}
                """);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theTotalsAreThoseOfTheRequests() throws Exception {
        for (String text : List.of("first", "next", "edited", "again")) {
            assertThat(ask(text, true).statusCode()).isEqualTo(200);
            assertThat(ask(text, false).statusCode()).isEqualTo(200);
        }
        ask("refuse", false);
        count("first");

        JsonNode stats = json("/api/stats?by=day");

        JsonNode totals = stats.path("totals");
        assertThat(totals).isEqualTo(stats.path("since_start"));
        assertThat(totals.path("requests").asInt()).isEqualTo(8);
        assertThat(totals.path("hits").asInt()).isEqualTo(6);
        assertThat(totals.path("hit_rate").asDouble()).isEqualTo(0.75);
        assertThat(numbers(totals.path("levels")))
                .isEqualTo(
                        Map.of("miss", 2, "l1_memory", 2, "l1_ssd", 2, "l2", 2, "l3", 0, "remote", 0, "semantic", 0));
        assertThat(numbers(totals.path("tokens")))
                .isEqualTo(Map.of("prompt", 8000, "reused", 4400, "computed", 3600, "output", 80));
        assertThat(numbers(totals.path("system_prompt"))).isEqualTo(Map.of("tokens", 4800, "reused", 2200, "hits", 2));
        assertThat(totals.at("/first_token_seconds/miss").asDouble()).isGreaterThan(0.19);
        assertThat(totals.at("/first_token_seconds/hit").asDouble())
                .isPositive()
                .isLessThan(totals.at("/first_token_seconds/miss").asDouble());
        assertThat(totals.path("saved_seconds").asDouble())
                .as("two minutes of whole answers, and 2,400 tokens of 0.2 ms")
                .isBetween(119.0, 121.0);
        assertThat(totals.at("/cost_usd/raw").asDouble()).isEqualTo(0.0252);
        assertThat(totals.at("/cost_usd/saved").asDouble()).isEqualTo(0.01188);
        assertThat(stats.path("rows"))
                .singleElement()
                .satisfies(row -> assertThat(row.path("day").asText()).matches("\\d{4}-\\d\\d-\\d\\d"));
    }

    @Test
    void rowsAreByModelProjectClientOrHour() throws Exception {
        server.post(
                "/v1/messages", TestServer.messages("first", false), "x-crema-project", "roast", "User-Agent", "a/1 x");
        server.post(
                "/v1/messages", TestServer.messages("first", false), "x-crema-project", "grind", "User-Agent", "a/2");

        assertThat(json("/api/stats?by=model").at("/rows/0/model").asText()).isEqualTo("tiny");
        assertThat(json("/api/stats?by=project").path("rows"))
                .extracting(row -> row.path("project").asText())
                .containsExactlyInAnyOrder("roast", "grind");
        assertThat(json("/api/stats?by=client").path("rows")).singleElement().satisfies(row -> {
            assertThat(row.path("client").asText()).isEqualTo("a");
            assertThat(row.path("requests").asInt()).isEqualTo(2);
        });
        assertThat(json("/api/stats?by=hour").at("/rows/0/hour").asText()).endsWith(":00:00Z");
        assertThat(json("/api/stats?from=2020-01-01&to=2020-02-01T00:00:00Z")
                        .at("/totals/requests")
                        .asInt())
                .isZero();
    }

    @Test
    void whatCannotBeAnsweredIsRefusedInWords() throws Exception {
        for (String path : List.of(
                "/api/stats?by=moon",
                "/api/stats?from=yesterday",
                "/api/stats?from=2026-02-02&to=2026-02-01",
                "/api/requests?limit=0",
                "/api/requests?limit=x")) {
            HttpResponse<String> refused = server.get(path);
            assertThat(refused.statusCode()).as(path).isEqualTo(400);
            assertThat(TestServer.json(refused).at("/error/message").asText()).contains("must be");
        }
        assertThat(server.get("/api/requests/req_unknown").statusCode()).isEqualTo(404);
    }

    @Test
    void theLastRequestsTellWhyTheyMissed() throws Exception {
        ask("next", true);
        String id = ask("edited", true).headers().firstValue("request-id").orElseThrow();
        count("edited");

        JsonNode requests = json("/api/requests").path("requests");
        assertThat(requests).hasSize(2);
        assertThat(requests.at("/1/cache/level").asText()).isEqualTo("l1_ssd");
        assertThat(numbers(requests.at("/1/tokens")))
                .isEqualTo(Map.of("prompt", 1000, "reused", 900, "stored", 100, "output", 10));

        JsonNode missed = json("/api/requests?miss=true&limit=10").path("requests");
        assertThat(missed).hasSize(1);
        assertThat(missed.path(0)).isEqualTo(json("/api/requests/" + id));
        assertThat(missed.at("/0/cache/miss").toString())
                .isEqualTo("{\"cause\":\"tools_changed\",\"position\":301,\"missed_tokens\":600,"
                        + "\"before\":\"tools: A, B\",\"now\":\"tools: B, A\"}");
        assertThat(missed.at("/0/client/role").asText()).isEqualTo("main");
        assertThat(missed.at("/0/messages").asInt()).isEqualTo(1);
    }

    @Test
    void answersThatBreakOffAreAmongTheLastRequests() throws Exception {
        ask("break", true);
        ask("refuse", true);

        JsonNode requests = json("/api/requests").path("requests");
        assertThat(requests.at("/1/failure").asText()).isEqualTo("internal");
        assertThat(requests.at("/1/cache").isObject()).isTrue();
        assertThat(requests.at("/0/status").asInt()).isEqualTo(529);
        assertThat(requests.at("/0/cache").isNull()).isTrue();
        assertThat(json("/api/stats").at("/totals/requests").asInt()).isEqualTo(1);
        assertThat(json("/api/stats").at("/totals/failed").asInt()).isEqualTo(1);
    }

    @Test
    void hitsAreMarkedInHeadersAndUsage() throws Exception {
        for (boolean stream : new boolean[] {true, false}) {
            assertMarked("again", stream, "l2");
            assertMarked("next", stream, "l1_ssd");
        }
        HttpResponse<String> miss = ask("first", false);
        assertThat(miss.headers().firstValue("x-crema-cache")).contains("miss");
        assertThat(miss.body()).doesNotContain("crema_cache_level");
    }

    private void assertMarked(String text, boolean stream, String level) throws Exception {
        for (HttpResponse<String> answer : List.of(
                ask(text, stream),
                server.post(
                        "/v1/chat/completions",
                        TestServer.completions(text, stream)
                                .replace("{\"model\"", "{\"stream_options\":{\"include_usage\":true},\"model\"")))) {
            assertThat(answer.headers().firstValue("x-crema-cache")).contains(level);
            assertThat(answer.body()).contains("\"crema_cache_level\":\"" + level + "\"");
        }
    }

    @Test
    void theMetricsDocumentHasTheCaches() throws Exception {
        ask("first", false);
        ask("again", false);

        settled();
        assertThat(server.get("/metrics").body())
                .contains("crema_cache_answers_total{level=\"l2\"} 1\n")
                .contains("crema_cache_misses_total{cause=\"first_request\"} 1\n")
                .contains("crema_cache_hit_rate 0.5\n")
                .contains("crema_history_failures_total 0\n");
    }

    @Test
    void theNumbersOutliveTheServer() throws Exception {
        ask("again", true);
        server.server.close();

        assertThat(server.server.sinceStart().hits()).isEqualTo(1);
    }

    @Test
    void aKeyIsNeededWhereOneIsConfigured() throws Exception {
        try (TestServer guarded = TestServer.start(null, "secret", TestServer.PING, 1 << 20)) {
            for (String path : List.of("/api/stats", "/api/requests", "/api/requests/req_1")) {
                assertThat(guarded.get(path).statusCode()).as(path).isEqualTo(401);
            }
            assertThat(guarded.get("/api/stats", "x-api-key", "secret").statusCode())
                    .isEqualTo(200);
        }
    }

    private HttpResponse<String> ask(String text, boolean stream) throws Exception {
        return server.post("/v1/messages", TestServer.messages(text, stream));
    }

    private void count(String text) throws Exception {
        String body = "{\"model\":\"claude-x\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
        assertThat(server.post("/v1/messages/count_tokens", body).statusCode()).isEqualTo(200);
    }

    /** Once every answer is counted, which happens after its client has it. */
    private JsonNode json(String path) throws Exception {
        settled();
        HttpResponse<String> response = server.get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TestServer.json(response);
    }

    private void settled() throws InterruptedException {
        TestServer.await(
                "the end of all requests",
                Duration.ofSeconds(5),
                () -> server.server.counters().active() == 0);
    }

    private static Map<String, Integer> numbers(JsonNode node) {
        Map<String, Integer> numbers = new java.util.HashMap<>();
        node.properties()
                .forEach(entry -> numbers.put(entry.getKey(), entry.getValue().asInt()));
        return numbers;
    }
}

package dev.crema.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("""
                {"models": [{"id": "mlx-community/Tiny-4bit", "name": "Tiny", "context": 5000}, {"id": "other"}],
                 "otherwise": {"steps": [{"text": "ok {{model}}"}]}}
                """);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void healthTellsWhatRuns() throws Exception {
        HttpResponse<String> response = server.get("/health");

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode health = TestServer.json(response);
        assertThat(health.path("status").asText()).isEqualTo("ok");
        assertThat(health.path("backend").asText()).isEqualTo("lite");
        assertThat(health.path("model").asText()).isEqualTo("mlx-community/Tiny-4bit");
        assertThat(health.path("version").asText()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(health.path("uptime_seconds").isIntegralNumber()).isTrue();
    }

    @Test
    void rootAndHelloAnswerWhoeverLooks() throws Exception {
        assertThat(server.get("/").body()).contains("Crema").contains("ANTHROPIC_BASE_URL");
        for (String path : List.of("/", "/api/hello")) {
            HttpResponse<String> head =
                    server.send(server.request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
            assertThat(head.statusCode()).as(path).isEqualTo(200);
            assertThat(head.body()).isEmpty();
        }
    }

    @Test
    void modelsTakeTheShapeOfTheClientsVendor() throws Exception {
        JsonNode openai = TestServer.json(server.get("/v1/models"));
        JsonNode anthropic = TestServer.json(server.get("/v1/models?limit=1000", "anthropic-version", "2023-06-01"));
        JsonNode byKey = TestServer.json(server.get("/v1/models", "x-api-key", "any"));

        assertThat(openai.path("object").asText()).isEqualTo("list");
        assertThat(openai.at("/data/0/id").asText()).isEqualTo("mlx-community/Tiny-4bit");
        assertThat(anthropic.at("/data/0/type").asText()).isEqualTo("model");
        assertThat(anthropic.at("/data/0/display_name").asText()).isEqualTo("Tiny");
        assertThat(anthropic.path("has_more").asBoolean(true)).isFalse();
        assertThat(byKey).isEqualTo(anthropic);
    }

    @Test
    void aModelIsFoundByAnIdWithASlashHoweverItIsWritten() throws Exception {
        for (String path : List.of("/v1/models/mlx-community/Tiny-4bit", "/v1/models/mlx-community%2FTiny-4bit")) {
            assertThat(TestServer.json(server.get(path)).path("id").asText())
                    .as(path)
                    .isEqualTo("mlx-community/Tiny-4bit");
        }
    }

    @Test
    void anUnknownModelIsNotFoundInTheClientsProtocol() throws Exception {
        HttpResponse<String> openai = server.get("/v1/models/gpt-5");
        HttpResponse<String> anthropic = server.get("/v1/models/claude-x", "anthropic-version", "2023-06-01");

        assertThat(openai.statusCode()).isEqualTo(404);
        assertThat(TestServer.json(openai).at("/error/code").asText()).isEqualTo("model_not_found");
        assertThat(anthropic.statusCode()).isEqualTo(404);
        assertThat(TestServer.json(anthropic).at("/error/type").asText()).isEqualTo("not_found_error");
    }

    @Test
    void unknownPathsAndMethodsAreRefusedInTheProtocolOfThePath() throws Exception {
        assertRefused(server.get("/v1/messages/batches"), 404, "/type", "error");
        assertRefused(server.get("/v1/messages"), 405, "/type", "error");
        assertRefused(server.post("/v1/completions", "{}"), 404, "/error/type", "invalid_request_error");
        assertRefused(
                server.send(server.request("/v1/chat/completions").DELETE()), 405, "/error/code", "method_not_allowed");
    }

    @Test
    void tokensAreCounted() throws Exception {
        HttpResponse<String> response = server.post(
                "/v1/messages/count_tokens?beta=true",
                "{\"model\":\"claude-x\",\"messages\":[{\"role\":\"user\",\"content\":\"12345678\"}]}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"input_tokens\":6}");
    }

    @Test
    void anyVersionAndBetaFlagIsFine() throws Exception {
        for (String version : List.of("2023-06-01", "2026-10-21", "2031-01-01")) {
            HttpResponse<String> response = server.post(
                    "/v1/messages?beta=true",
                    TestServer.messages("Hi", false),
                    "anthropic-version",
                    version,
                    "anthropic-beta",
                    "a-2025-01-01,b-2025-01-01");
            assertThat(response.statusCode()).as(version).isEqualTo(200);
        }
    }

    @Test
    void anotherModelIsChosenByItsIdAndTheAskedNameComesBack() throws Exception {
        String ask = TestServer.messages("Hi", false);

        JsonNode unknown = TestServer.json(server.post("/v1/messages", ask));
        JsonNode exact = TestServer.json(server.post("/v1/messages", ask.replace("claude-test", "other")));

        assertThat(unknown.at("/content/0/text").asText()).isEqualTo("ok mlx-community/Tiny-4bit");
        assertThat(unknown.path("model").asText()).isEqualTo("claude-test");
        assertThat(exact.at("/content/0/text").asText()).isEqualTo("ok other");
    }

    @Test
    void everyResponseNamesItsRequest() throws Exception {
        for (HttpResponse<String> response : List.of(
                server.get("/health"),
                server.get("/nope"),
                server.post("/v1/messages", TestServer.messages("Hi", true)),
                server.post("/v1/chat/completions", "{"))) {
            String id = response.headers().firstValue("request-id").orElseThrow();
            assertThat(id).matches("req_[0-9A-Za-z]{24}");
            assertThat(response.headers().firstValue("x-request-id")).contains(id);
        }
    }

    @Test
    void metricsCountWhatHappened() throws Exception {
        server.post("/v1/messages", TestServer.messages("Hi", false));

        HttpResponse<String> metrics = server.get("/metrics");

        assertThat(metrics.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain;");
        assertThat(metrics.body())
                .containsPattern("crema_requests_total\\{protocol=\"anthropic\",status=\"200\"} [1-9]")
                .containsPattern("crema_time_to_first_token_seconds_count [1-9]")
                .contains("crema_requests_active 0\n");
    }

    @Test
    void noResponseInvitesOtherOrigins() throws IOException, InterruptedException {
        HttpResponse<String> response = server.get("/health", "Origin", "http://localhost:3000");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
    }

    private static void assertRefused(HttpResponse<String> response, int status, String pointer, String value)
            throws IOException {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(TestServer.json(response).at(pointer).asText()).isEqualTo(value);
    }
}

package dev.crema.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.proxy.observe.RequestRecord;
import dev.crema.proxy.observe.RunningRequest;
import dev.crema.proxy.observe.RunningRequest.Phase;
import dev.crema.proxy.observe.ToolUse;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests under way can be seen, and ended from here. */
class CancelTest {
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start("""
                {"rules": [
                  {"when": {"text": "prefill"}, "prefillMillis": 60000, "prefillSteps": 600, "steps": [{"text": "x"}]},
                  {"when": {"text": "decode"}, "steps": [{"text": "word ", "repeat": 6000, "delayMillis": 10}]},
                  {"when": {"text": "flood"}, "steps": [{"text": "0123456789abcdef", "repeat": 200000}]},
                  {"when": {"text": "call"}, "steps": [{"tool": "Read", "input": {"path": "a"}}]}],
                 "otherwise": {"steps": [{"text": "short"}]}}
                """);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRequestUnderWayTellsHowFarItIs() throws Exception {
        String longPrompt = "prefill" + " tide".repeat(800);
        try (Socket socket = server.rawPost("/v1/messages", TestServer.messages(longPrompt, true))) {
            RunningRequest prefilling = running(Phase.PROMPT);
            assertThat(prefilling.soFar().asked()).isEqualTo("claude-test");
            assertThat(prefilling.promptTotal()).isPositive();
            TestServer.await(
                    "prompt tokens are counted",
                    SOON,
                    () -> server.server.running().getFirst().promptDone() > 0);
            assertThat(socket.isConnected()).isTrue();
        }
        TestServer.await("nothing runs", SOON, () -> server.server.running().isEmpty());
        try (Socket socket = server.rawPost("/v1/messages", TestServer.messages("decode", true))) {
            int before = running(Phase.ANSWER).soFar().usage().output();
            TestServer.await(
                    "its answer grows",
                    SOON,
                    () -> server.server.running().getFirst().soFar().usage().output() > before + 5);
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void aCancelledStreamEndsWithTheProtocolsError() throws Exception {
        for (String what : List.of("decode", "prefill")) {
            String body =
                    cancelled("/v1/messages", TestServer.messages(what, true)).body();
            assertThat(body).contains("event: error");
            JsonNode error = TestServer.data(body).getLast().path("error");
            assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
            assertThat(error.path("message").asText()).contains("cancelled in Crema's window");
        }
        String body = cancelled("/v1/chat/completions", TestServer.completions("decode", true))
                .body();
        assertThat(TestServer.data(body).getLast().path("error").path("code").asText())
                .isEqualTo("request_cancelled");
    }

    @Test
    void aCancelledWholeAnswerIsAnErrorThatNobodyRetries() throws Exception {
        HttpResponse<String> answer = cancelled("/v1/messages", TestServer.messages("prefill", false));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
        RequestRecord record = server.server.recent().latest(1, each -> true).getFirst();
        assertThat(record.failure()).isEqualTo("cancelled");
        assertThat(server.post("/v1/messages", TestServer.messages("Hi", false)).body())
                .contains("short");
    }

    @Test
    void aClientThatDoesNotReadCannotKeepACancelledAnswer() throws Exception {
        try (Socket lazy = server.rawPost("/v1/messages", TestServer.messages("flood", true))) {
            RunningRequest running = running(Phase.ANSWER);
            TimeUnit.MILLISECONDS.sleep(500);
            assertThat(server.server.cancel(running.soFar().id())).isTrue();
            TestServer.await("the backend is idle", LIMIT, () -> server.backend.active() == 0);
            TestServer.await(
                    "its end is noted",
                    SOON,
                    () -> server.server.recent().find(running.soFar().id()).isPresent());
            assertThat(server.server
                            .recent()
                            .find(running.soFar().id())
                            .orElseThrow()
                            .failure())
                    .isEqualTo("cancelled");
            assertThat(lazy.isConnected()).isTrue();
        }
    }

    @Test
    void whatDoesNotRunCannotBeCancelled() {
        assertThat(server.server.cancel("req_of_nobody")).isFalse();
    }

    @Test
    void aRecordTellsOfToolCallsAndOfWhatHygieneDid() throws Exception {
        server.post("/v1/messages", """
                {"model":"claude-test","max_tokens":10,
                 "system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1.1; cch=1a2b3;"},
                           {"type":"text","text":"You help.\\nPrimary working directory: /home/ada/harbour"}],
                 "messages":[{"role":"user","content":"call"}],
                 "tools":[{"name":"Read","description":"Reads.","input_schema":{"type":"object"}}]}""");
        TestServer.await(
                "it is noted",
                SOON,
                () -> !server.server.recent().latest(1, each -> true).isEmpty());
        RequestRecord record = server.server.recent().latest(1, each -> true).getFirst();
        assertThat(record.toolCalls()).containsExactly(new ToolUse("Read", 12, true));
        assertThat(record.caller().project()).isEqualTo("/home/ada/harbour");
        assertThat(record.hygiene()).anyMatch(line -> line.startsWith("strip-billing-header"));
        JsonNode document = TestServer.json(server.get("/api/requests/" + record.id()));
        assertThat(document.path("tool_calls").path(0).path("valid").asBoolean())
                .isTrue();
        assertThat(document.path("hygiene").path(0).asText()).contains("billing");
    }

    /** Sends it, cancels it as soon as something of it is there, and takes the time. */
    private HttpResponse<String> cancelled(String path, String body) throws Exception {
        CompletableFuture<HttpResponse<String>> answer = server.client.sendAsync(
                server.request(path).POST(BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
        TestServer.await(
                "it runs",
                SOON,
                () -> server.server.running().stream().anyMatch(each -> each.phase() != Phase.RECEIVING));
        TimeUnit.MILLISECONDS.sleep(200);
        long begun = System.nanoTime();
        assertThat(server.server.cancel(
                        server.server.running().getFirst().soFar().id()))
                .isTrue();
        HttpResponse<String> response = answer.get(10, TimeUnit.SECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT);
        TestServer.await("the backend is idle", LIMIT, () -> server.backend.active() == 0);
        TestServer.await("nothing runs", LIMIT, () -> server.server.running().isEmpty());
        return response;
    }

    private RunningRequest running(Phase phase) throws InterruptedException {
        TestServer.await(
                "one is in " + phase,
                SOON,
                () -> server.server.running().stream().anyMatch(each -> each.phase() == phase));
        return server.server.running().getFirst();
    }
}

package dev.crema.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class GuardsTest {
    private static final String KEY = "sk-local-4711-secret";

    @Test
    void onlyOurOwnNameIsAnswered() throws IOException {
        try (TestServer server = TestServer.start(null)) {
            int port = server.server.port();
            for (String host :
                    List.of("localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port, "LOCALHOST:" + port)) {
                assertThat(health(server, "Host: " + host)).as(host).startsWith("HTTP/1.1 200");
            }
            for (String host : List.of(
                    "evil.example:" + port,
                    "localhost",
                    "localhost:" + (port - 1),
                    "localhost.evil.example:" + port,
                    "127.0.0.1.evil.example:" + port,
                    "192.168.1.7:" + port)) {
                assertThat(health(server, "Host: " + host)).as(host).startsWith("HTTP/1.1 403");
            }
        }
    }

    @Test
    void pagesOfOtherMachinesAreRefused() throws IOException {
        try (TestServer server = TestServer.start(null)) {
            String host = "Host: localhost:" + server.server.port() + "\r\nOrigin: ";
            for (String origin :
                    List.of("http://localhost", "http://localhost:3000", "https://127.0.0.1", "http://[::1]:1")) {
                assertThat(health(server, host + origin)).as(origin).startsWith("HTTP/1.1 200");
            }
            for (String origin : List.of(
                    "https://evil.example",
                    "null",
                    "http://localhost.evil.example",
                    "file://",
                    "http://localhost@evil.example")) {
                assertThat(health(server, host + origin)).as(origin).startsWith("HTTP/1.1 403");
            }
        }
    }

    @Test
    void withoutAConfiguredKeyAnyIsFine() throws Exception {
        try (TestServer server = TestServer.start(null)) {
            String body = TestServer.messages("Hi", false);
            assertThat(server.post("/v1/messages", body).statusCode()).isEqualTo(200);
            assertThat(server.post("/v1/messages", body, "x-api-key", "whatever")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(server.post("/v1/messages", body, "authorization", "Bearer x")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aConfiguredKeyIsAskedForInTheClientsProtocol() throws Exception {
        try (TestServer server = guarded()) {
            HttpResponse<String> none = server.post("/v1/messages", TestServer.messages("Hi", false));
            HttpResponse<String> wrong = server.post(
                    "/v1/chat/completions",
                    TestServer.completions("Hi", false),
                    "authorization",
                    "Bearer " + KEY + "x");

            assertThat(none.statusCode()).isEqualTo(401);
            assertThat(TestServer.json(none).at("/error/type").asText()).isEqualTo("authentication_error");
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(TestServer.json(wrong).at("/error/code").asText()).isEqualTo("invalid_api_key");
            assertThat(server.get("/metrics").statusCode()).isEqualTo(401);
            assertThat(server.get("/v1/models").statusCode()).isEqualTo(401);
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theRightKeyOpensInEitherHeader() throws Exception {
        try (TestServer server = guarded()) {
            String body = TestServer.messages("Hi", false);
            assertThat(server.post("/v1/messages", body, "x-api-key", KEY).statusCode())
                    .isEqualTo(200);
            assertThat(server.post("/v1/messages", body, "authorization", "bearer " + KEY)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void neitherKeysNorPromptsAppearInTheLog() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.addAppender(lines);
        Level level = root.getLevel();
        root.setLevel(Level.INFO);
        try (TestServer server = guarded()) {
            server.post("/v1/messages", TestServer.messages("my private prompt", true), "x-api-key", KEY);
            server.post("/v1/messages", TestServer.messages("my private prompt", true), "x-api-key", KEY + "-wrong");
            server.post("/v1/messages", "{\"my private prompt\": oops", "x-api-key", KEY);
        } finally {
            root.setLevel(level);
            root.detachAppender(lines);
        }

        List<String> log =
                lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        assertThat(log).anyMatch(line -> line.contains("anthropic /v1/messages 200 stream model=claude-test"));
        assertThat(log).noneMatch(line -> line.contains("secret") || line.contains("private"));
    }

    private static TestServer guarded() {
        return TestServer.start(null, KEY, TestServer.PING, 1 << 20);
    }

    private static String health(TestServer server, String headers) throws IOException {
        return server.exchange("GET /health HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n");
    }
}

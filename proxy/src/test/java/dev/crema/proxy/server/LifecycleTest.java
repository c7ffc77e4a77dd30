package dev.crema.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.proxy.backend.lite.LiteBackend;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private static final String ENDLESS = """
            {"rules": [{"when": {"text": "silent"}, "prefillMillis": 600000, "steps": [{"text": "x"}]},
                       {"when": {"text": "flood"}, "steps": [{"text": "0123456789abcdef", "repeat": 200000}]}],
             "otherwise": {"steps": [{"text": "word ", "repeat": 100000, "delayMillis": 5}]}}
            """;

    @Test
    void aTakenPortIsToldWithItsNumberAndAWayOut() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                LiteBackend backend = LiteBackend.open(null)) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> ProxyServer.start(
                            TestServer.config("127.0.0.1", port, null, TestServer.PING, 1 << 20), backend))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("Port " + port)
                    .hasMessageContaining("another process")
                    .hasMessageContaining("lsof -nP -iTCP:" + port)
                    .hasMessageContaining("--port");
        }
    }

    @Test
    void anAddressThatIsNotOursIsTold() {
        try (LiteBackend backend = LiteBackend.open(null)) {
            assertThatThrownBy(() -> ProxyServer.start(
                            TestServer.config("192.0.2.1", 0, "key", TestServer.PING, 1 << 20), backend))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("192.0.2.1")
                    .hasMessageContaining("--host");
        }
    }

    @Test
    void stoppingEndsEveryAnswerWithAnErrorItsClientUnderstands() throws Exception {
        TestServer server = TestServer.start(ENDLESS);
        CompletableFuture<HttpResponse<String>> stream =
                async(() -> server.post("/v1/messages", TestServer.messages("go", true)));
        CompletableFuture<HttpResponse<String>> silent =
                async(() -> server.post("/v1/chat/completions", TestServer.completions("silent", true)));
        CompletableFuture<HttpResponse<String>> whole =
                async(() -> server.post("/v1/messages", TestServer.messages("silent", false)));
        TestServer.await("three answers", Duration.ofSeconds(5), () -> server.backend.active() == 3);
        Thread.sleep(400);

        long start = System.nanoTime();
        server.server.close();
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(took).isLessThan(Duration.ofSeconds(2));
        assertThat(stream.get(5, TimeUnit.SECONDS).body())
                .contains("word")
                .contains("event: error\n")
                .contains("overloaded_error");
        assertThat(silent.get(5, TimeUnit.SECONDS).body()).contains("stopping");
        assertThat(whole.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(529);
        assertThat(server.backend.active()).isZero();
        assertThatThrownBy(() -> server.get("/health")).isInstanceOf(ConnectException.class);
        server.close();
    }

    @Test
    void stoppingDoesNotWaitForAClientThatDoesNotRead() throws Exception {
        TestServer server = TestServer.start(ENDLESS);
        try (var socket = server.rawPost("/v1/messages", TestServer.messages("flood", true))) {
            TestServer.await("the answer", Duration.ofSeconds(5), () -> server.backend.active() == 1);
            Thread.sleep(300);

            long start = System.nanoTime();
            server.server.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            assertThat(socket.isConnected()).isTrue();
            TestServer.await("the end", Duration.ofSeconds(2), () -> server.backend.active() == 0);
            assertThatThrownBy(() -> server.get("/health")).isInstanceOf(ConnectException.class);
        }
        server.close();
    }

    @Test
    void theSamePortCanBeTakenAgainAtOnce() throws Exception {
        try (LiteBackend backend = LiteBackend.open(null)) {
            int port;
            try (ProxyServer first =
                    ProxyServer.start(TestServer.config("127.0.0.1", 0, null, TestServer.PING, 1 << 20), backend)) {
                port = first.port();
            }
            try (ProxyServer second =
                    ProxyServer.start(TestServer.config("127.0.0.1", port, null, TestServer.PING, 1 << 20), backend)) {
                assertThat(second.port()).isEqualTo(port);
                assertThat(second.address()).hasToString("http://127.0.0.1:" + port);
            }
        }
    }

    private static CompletableFuture<HttpResponse<String>> async(Call call) {
        Supplier<HttpResponse<String>> supplier = () -> {
            try {
                return call.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
        return CompletableFuture.supplyAsync(
                supplier, command -> Thread.ofVirtual().start(command));
    }

    private interface Call {
        HttpResponse<String> run() throws Exception;
    }
}

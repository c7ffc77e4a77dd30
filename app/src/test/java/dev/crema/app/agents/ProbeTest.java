package dev.crema.app.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.lite.LiteBackend;
import dev.crema.proxy.config.CacheConfig;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.server.ProxyServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the real server with scripted answers, and against what else may be on its port. */
class ProbeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path home;

    @Test
    void theRunningServerTellsModelAndWindowAndAnswersInEachProtocolItServes() {
        try (Backend backend = LiteBackend.open(null);
                ProxyServer server = ProxyServer.start(config(0, null), backend)) {
            Endpoint endpoint = RunningCrema.find(config(server.port(), null)).orElseThrow();
            assertThat(endpoint.model()).isEqualTo(backend.models().getFirst().id());
            assertThat(endpoint.window()).isEqualTo(backend.models().getFirst().contextLength());

            for (Client client : Clients.ALL) {
                ProbeResult result = Probe.run(client, endpoint, PATIENCE);
                assertThat(RunningCrema.serves(endpoint, client.wire())).isEqualTo(result.answered());
                if (client.wire() == Wire.RESPONSES && !result.answered()) {
                    assertThat(result.text()).contains("does not serve /v1/responses", "Codex");
                } else {
                    assertThat(result.text()).startsWith(endpoint.model() + " answered in ");
                }
            }
        }
    }

    @Test
    void aWrongKeyIsSaid() {
        try (Backend backend = LiteBackend.open(null);
                ProxyServer server = ProxyServer.start(config(0, "right"), backend)) {
            assertThat(RunningCrema.find(config(server.port(), "right"))).isPresent();
            assertThatThrownBy(() -> RunningCrema.find(config(server.port(), "wrong")))
                    .isInstanceOf(ClientSetupException.class)
                    .hasMessageContaining("CREMA_API_KEY");
            Endpoint wrong = new Endpoint(server.address(), "wrong", "x", 8_192);
            assertThat(Probe.run(new ClaudeCode(), wrong, PATIENCE).text()).contains("refused the key", "again");
            Endpoint right = new Endpoint(server.address(), "right", "x", 8_192);
            assertThat(Probe.run(new ClaudeCode(), right, PATIENCE).answered()).isTrue();
        }
    }

    @Test
    void nobodyThereIsSaidWithWhatToDo() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThat(RunningCrema.find(config(port, null))).isEmpty();
        ProbeResult result = Probe.run(new Opencode(), endpoint(port), PATIENCE);
        assertThat(result.answered()).isFalse();
        assertThat(result.text()).contains("Nothing answers", "crema serve");
    }

    @Test
    void anotherProgramOnThePortIsNotTakenForCrema() throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            byte[] page = "<html>hello</html>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        other.start();
        try {
            int port = other.getAddress().getPort();
            assertThat(Probe.run(new ClaudeCode(), endpoint(port), PATIENCE).text())
                    .contains("not Crema");
            assertThatThrownBy(() -> RunningCrema.find(config(port, null)))
                    .isInstanceOf(ClientSetupException.class)
                    .hasMessageContaining("CREMA_PORT");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void silenceHasAnEnd() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            ProbeResult result = Probe.run(new ClaudeCode(), endpoint(silent.getLocalPort()), Duration.ofSeconds(1));
            assertThat(result.text()).contains("did not answer within 1 s");
        }
    }

    private static Endpoint endpoint(int port) {
        return new Endpoint(URI.create("http://127.0.0.1:" + port), null, "x", 8_192);
    }

    private Config config(int port, @Nullable String key) {
        return new Config(
                home,
                "127.0.0.1",
                port,
                Config.BackendKind.LITE,
                null,
                null,
                key,
                1 << 20,
                Duration.ofSeconds(10),
                null,
                CacheConfig.defaults(home));
    }
}

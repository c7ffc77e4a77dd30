package dev.crema.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.agents.UserHome;
import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.lite.LiteBackend;
import dev.crema.proxy.config.CacheConfig;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.server.ProxyServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConnectCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final InputStream standardInput = System.in;
    private Path home;
    private Path settings;
    private int port;

    @BeforeEach
    void makeAHome() throws IOException {
        home = Files.createDirectory(folder.resolve("crema"));
        settings = Files.createDirectory(folder.resolve(".claude")).resolve("settings.json");
        Files.writeString(settings, "{\n  \"theme\": \"dark\"\n}\n");
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Files.writeString(home.resolve("config.json"), "{\"port\": " + port + ", \"backend\": \"lite\"}");
    }

    @AfterEach
    void giveStandardInputBack() {
        System.setIn(standardInput);
    }

    @Test
    void aChangeIsShownAskedForMadeAndUndone() throws IOException {
        try (Backend backend = LiteBackend.open(null);
                ProxyServer server = server(backend)) {
            answer("n\n");
            assertThat(run("connect", "claude")).isEqualTo(1);
            assertThat(out.toString())
                    .contains("+++ " + settings, "+    \"ANTHROPIC_BASE_URL\"", "Nothing was changed");
            assertThat(settings).content().doesNotContain("ANTHROPIC");

            answer("");
            assertThat(run("connect", "claude")).as("nobody to ask").isEqualTo(1);

            answer("y\n");
            assertThat(run("connect", "claude")).isZero();
            assertThat(settings).content().contains(server.address().toString());
            assertThat(run("connect")).isZero();
            assertThat(out.toString()).contains("uses Crema");
            assertThat(run("connect", "claude")).isZero();
            assertThat(out.toString()).contains("nothing is to be changed");

            assertThat(run("connect", "claude", "--undo", "--yes")).isZero();
            assertThat(settings).content().isEqualTo("{\n  \"theme\": \"dark\"\n}\n");
        }
    }

    @Test
    void theConnectionIsTestedAndLinesForSdksAreShown() {
        try (Backend backend = LiteBackend.open(null);
                ProxyServer server = server(backend)) {
            assertThat(run("connect", "claude", "--test")).isZero();
            assertThat(out.toString()).contains("answered in");
            assertThat(run("connect", "sdk")).isZero();
            assertThat(out.toString()).contains("export ANTHROPIC_BASE_URL=" + server.address());
            assertThat(run("connect", "sdk", "--undo")).isEqualTo(2);
        }
    }

    @Test
    void withoutAServerClientsAreListedAndNothingIsChanged() {
        assertThat(run("connect")).isZero();
        assertThat(out.toString())
                .contains("claude", "codex", "opencode", "qwen", "does not use Crema", settings.toString());
        assertThat(run("connect", "claude", "--yes")).isEqualTo(1);
        assertThat(err.toString()).contains("No Crema runs at http://127.0.0.1:" + port, "crema serve");
        assertThat(settings).content().doesNotContain("ANTHROPIC");
    }

    @Test
    void anUnknownClientIsAUsageError() {
        assertThat(run("connect", "emacs")).isEqualTo(2);
        assertThat(err.toString()).contains("emacs", "claude, codex, opencode, qwen, sdk");
    }

    private ProxyServer server(Backend backend) {
        Config config = new Config(
                home,
                "127.0.0.1",
                port,
                Config.BackendKind.LITE,
                null,
                null,
                null,
                1 << 20,
                Duration.ofSeconds(10),
                null,
                CacheConfig.defaults(home));
        return ProxyServer.start(config, backend);
    }

    private static void answer(String text) {
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private int run(String... args) {
        CommandLine line = CremaCommand.commandLine(home, new UserHome(folder, Map.of(), List.of()));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }
}

package dev.crema.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.agents.UserHome;
import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.lite.LiteBackend;
import dev.crema.proxy.config.CacheConfig;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.server.ProxyServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** With a program in Claude Code's place that writes down what it was given, and waits to be told to end. */
@Timeout(60)
class ClaudeCommandTest {
    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();
    private Path home;
    private Path bin;
    private int port;

    @BeforeEach
    void makeAHome() throws IOException {
        home = Files.createDirectory(folder.resolve("crema"));
        bin = Files.createDirectory(folder.resolve("bin"));
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Files.writeString(home.resolve("config.json"), "{\"port\": " + port + ", \"backend\": \"lite\"}");
    }

    @Test
    void aServerIsStartedForItAndEndsWithIt() throws Exception {
        install(7);
        CompletableFuture<Integer> status =
                CompletableFuture.supplyAsync(() -> run("claude", "-p", "say @this", "--model", "x", "--help"));
        List<String> environment = written("environment");
        assertThat(environment)
                .contains("ANTHROPIC_BASE_URL=http://127.0.0.1:" + port, "ANTHROPIC_AUTH_TOKEN=crema")
                .anyMatch(line -> line.matches("CLAUDE_CODE_MAX_CONTEXT_TOKENS=[0-9]+"))
                .noneMatch(line -> line.startsWith("ANTHROPIC_API_KEY="));
        assertThat(written("arguments"))
                .containsExactly("--permission-mode", "default", "-p", "say @this", "--model", "x", "--help");
        assertThat(health()).isEqualTo(200);

        Files.createFile(folder.resolve("go"));
        assertThat(status.get()).isEqualTo(7);
        assertThat(answers()).isFalse();
    }

    @Test
    void aRunningServerIsUsedAndGoesOn() throws Exception {
        install(0);
        Files.createFile(folder.resolve("go"));
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
        try (Backend backend = LiteBackend.open(null);
                ProxyServer server = ProxyServer.start(config, backend)) {
            assertThat(run("claude")).isZero();
            assertThat(written("environment"))
                    .contains(
                            "ANTHROPIC_BASE_URL=" + server.address(),
                            "ANTHROPIC_MODEL=" + backend.models().getFirst().id());
            assertThat(answers()).isTrue();
        }
    }

    @Test
    void withoutClaudeCodeItSaysHowToInstallItAndStartsNothing() throws Exception {
        assertThat(run("claude")).isEqualTo(1);
        assertThat(err.toString()).contains("not installed", "npm install -g @anthropic-ai/claude-code");
        assertThat(answers()).isFalse();
    }

    @Test
    void somebodyElsesPortIsNotUsed() throws Exception {
        install(0);
        var other = com.sun.net.httpserver.HttpServer.create(new java.net.InetSocketAddress("127.0.0.1", port), 0);
        other.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        other.start();
        try {
            assertThat(run("claude")).isEqualTo(1);
            assertThat(err.toString()).contains("not Crema", "CREMA_PORT");
        } finally {
            other.stop(0);
        }
    }

    private void install(int status) throws IOException {
        Path program = Files.writeString(bin.resolve("claude"), """
                #!/bin/sh
                cd '%s' || exit 99
                env >environment.new && mv environment.new environment
                : >arguments.new
                for argument in "$@"; do printf '%%s\\n' "$argument" >>arguments.new; done
                mv arguments.new arguments
                while [ ! -e go ]; do sleep 0.05; done
                exit %d
                """.formatted(folder, status));
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private List<String> written(String name) throws Exception {
        Path file = folder.resolve(name);
        while (!Files.exists(file)) {
            Thread.sleep(20);
        }
        return Files.readAllLines(file);
    }

    private int health() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private boolean answers() throws Exception {
        try {
            return health() == 200;
        } catch (ConnectException e) {
            return false;
        }
    }

    private int run(String... args) {
        CommandLine line = CremaCommand.commandLine(home, new UserHome(folder, Map.of(), List.of(bin)));
        line.setOut(new PrintWriter(new StringWriter(), true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }
}

package dev.crema.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crema.app.Configs;
import dev.crema.app.wiring.Running;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** With scripted answers: what is measured is tested with a model in BenchmarkTest. */
@Timeout(60)
class BenchCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Deque<Runnable> closing = new ArrayDeque<>();
    private Path home;
    private int port;

    @BeforeEach
    void makeAHome() throws IOException {
        home = Files.createDirectory(folder.resolve("crema"));
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Files.writeString(home.resolve("config.json"), "{\"port\": " + port + ", \"backend\": \"lite\"}");
    }

    @AfterEach
    void close() {
        closing.forEach(Runnable::run);
    }

    @Test
    void aServerIsStartedForItAndTheResultIsPrintedAndWritten() throws IOException {
        Path file = folder.resolve("result.json");
        assertThat(run("bench", "--turns", "2", "--json", file.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("turn", "prompt", "reused", "Warm: ", "Cold: ");
        assertThat(err.toString()).contains("turn 2 of 2, computed from nothing", "written to " + file);
        JsonNode document = new JsonMapper().readTree(file.toFile());
        assertThat(document.path("turns")).hasSize(2);
        try (ServerSocket free = new ServerSocket(port)) {
            assertThat(free.isBound()).as("the server ended with it").isTrue();
        }
    }

    @Test
    void aRunningServerIsUsedAndItsRequestsAreMarked() throws Exception {
        Running running = Running.open(Configs.lite(home, port), (name, task) -> closing.push(task), step -> {});
        assertThat(run("bench", "--turns", "2")).as(err.toString()).isZero();
        assertThat(running.server().counters().active()).isZero();
        // A small one to begin with, and two turns, each asked twice.
        assertThat(running.server()
                        .recent()
                        .latest(100, request -> request.caller().name().startsWith("crema-bench/")))
                .hasSize(5);
    }

    @Test
    void moreTurnsThanFitAreRefusedInWords() {
        assertThat(run("bench", "--turns", "1000")).isEqualTo(1);
        assertThat(err.toString()).contains("from 2 to 100 turns").doesNotContain("\tat ");
    }

    private int run(String... args) {
        CommandLine line = CremaCommand.commandLine(home);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }
}

package dev.crema.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorCommandTest {
    @TempDir
    Path home;

    private final StringWriter out = new StringWriter();

    @Test
    void everyPartIsLookedAt() throws IOException {
        config("{\"backend\": \"lite\", \"port\": 0}");

        assertThat(run("doctor")).isZero();
        assertThat(out.toString()).contains("Java", "machine", "memory", "advice", "files", "config", "port", "Claude");
    }

    @Test
    void theDocumentHoldsWhatTheLinesSay() throws IOException {
        config("{\"backend\": \"lite\", \"port\": 0, \"colour\": \"red\"}");

        assertThat(run("doctor", "--json")).isZero();
        JsonNode document = new JsonMapper().readTree(out.toString());
        assertThat(document.path("status").asText()).isEqualTo("warning");
        assertThat(document.path("findings")).anySatisfy(finding -> {
            assertThat(finding.path("status").asText()).isEqualTo("warning");
            assertThat(finding.path("subject").asText()).isEqualTo("config");
            assertThat(finding.path("text").asText()).contains("colour");
            assertThat(finding.path("fix").asText()).isNotBlank();
        });
        assertThat(document.path("findings"))
                .allSatisfy(finding -> assertThat(finding.path("fix").isNull())
                        .isEqualTo(finding.path("status").asText().equals("ok")));
    }

    @Test
    void aProblemIsTheExitStatusAndItsFixIsShown() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            config("{\"backend\": \"lite\", \"port\": " + other.getLocalPort() + "}");

            assertThat(run("doctor")).isEqualTo(1);
            assertThat(out.toString()).contains("PROBLEM", "→ Stop it");
        }
    }

    @Test
    void aConfigurationThatIsWrongIsAProblemAndTheRestIsStillShown() throws IOException {
        config("{\"port\": \"many\"}");

        assertThat(run("doctor")).isEqualTo(1);
        assertThat(out.toString()).contains("machine", "PROBLEM  config");
    }

    private void config(String text) throws IOException {
        Files.writeString(home.resolve("config.json"), text);
    }

    private int run(String... args) {
        CommandLine line = CremaCommand.commandLine(home);
        line.setOut(new PrintWriter(out));
        int status = line.execute(args);
        line.getOut().flush();
        return status;
    }
}

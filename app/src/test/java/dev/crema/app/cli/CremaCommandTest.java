package dev.crema.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.config.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CremaCommandTest {
    @TempDir
    Path home;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void withoutACommandItShowsAllOfThem() {
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("serve", "models", "stats", "doctor", "version");
    }

    @Test
    void anUnknownOptionIsAUsageError() {
        assertThat(run("serve", "--colour", "red")).isEqualTo(2);
        assertThat(err.toString()).contains("--colour");
    }

    @Test
    void everyConfigurationProblemIsNamedAtOnceWithoutAStackTrace() {
        assertThat(run("serve", "--port", "a lot", "--backend", "steam")).isEqualTo(2);
        assertThat(err.toString()).contains("--port", "--backend").doesNotContain("\tat ");
    }

    @Test
    void modelsAreListedWithTheirSizes() throws IOException {
        Path model = home.resolve("models/pack/Small.Q4_1.gguf");
        Files.createDirectories(model.getParent());
        Files.write(model, new byte[2_000_000]);

        assertThat(run("models")).isZero();
        assertThat(out.toString()).contains("Small.Q4_1", "2 MB", model.toString());
    }

    @Test
    void theVersionIsTheBuilds() {
        assertThat(run("version")).isZero();
        assertThat(out.toString()).contains("crema " + Version.current()).doesNotContain("unknown");
    }

    @Test
    void statsOfNoDayAreAUsageErrorAndADamagedHistoryIsExplained() throws IOException {
        assertThat(run("stats", "--days", "0")).isEqualTo(2);
        assertThat(run("stats")).isZero();
        assertThat(out.toString()).contains("Crema answered no request");

        Files.writeString(home.resolve("history.db"), "no database ".repeat(500));
        assertThat(run("stats")).isEqualTo(1);
        assertThat(err.toString()).contains("history.db", "crema serve").doesNotContain("\tat ");
    }

    private int run(String... args) {
        CommandLine line = CremaCommand.commandLine(home);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int status = line.execute(args);
        line.getOut().flush();
        line.getErr().flush();
        return status;
    }
}

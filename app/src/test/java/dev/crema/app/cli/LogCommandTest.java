package dev.crema.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LogCommandTest {
    @TempDir
    private Path home;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.createDirectories(home.resolve("logs")).resolve("crema.log");
        append(entry("INFO ", "The tide is high."));
        append(entry("WARN ", "The tide is early."));
        append(entry(
                "ERROR",
                "A berth is broken.\njava.io.IOException: no Wood\n\tat dev.crema.Harbour.moor(Harbour.java:7)"));
        append(entry("DEBUG", "A gull was seen."));
    }

    @Test
    void everythingIsShownAndOnlyTheLastIfAsked() {
        assertThat(run("log")).isZero();
        assertThat(out.toString().lines()).hasSize(6).last().asString().contains("A gull");
        out.getBuffer().setLength(0);
        run("log", "-n", "2");
        assertThat(out.toString().lines()).hasSize(4).first().asString().contains("A berth");
    }

    @Test
    void theLevelLeavesOutWhatMattersLess() {
        run("log", "--level", "warn");
        assertThat(out.toString()).contains("early", "broken", "no Wood").doesNotContain("high", "gull");
        assertThat(run("log", "--level", "loud")).isEqualTo(2);
        assertThat(err.toString()).contains("error, warn, info or debug");
    }

    @Test
    void anEntryIsShownWholeIfAnythingInItIsWanted() {
        run("log", "--grep", "no wo+d");
        assertThat(out.toString().lines()).hasSize(3).first().asString().contains("A berth is broken.");
        assertThat(run("log", "--grep", "(")).isEqualTo(2);
    }

    @Test
    void withoutALogItSaysWhereOneWillBe() throws IOException {
        Files.delete(file);
        assertThat(run("log")).isZero();
        assertThat(err.toString()).contains("no log yet").contains(file.toString());
    }

    @Test
    void followingGoesOnAcrossARollover() throws Exception {
        Files.delete(file);
        Thread following = Thread.ofPlatform().start(() -> run("log", "-f", "--level", "info"));
        try {
            append(entry("INFO ", "one")
                    + entry("DEBUG", "hidden")
                    + entry("INFO ", "half a li").stripTrailing());
            await(() -> out.toString().contains("one"));
            append("ne\n");
            await(() -> out.toString().contains("half a line"));
            append(entry("INFO ", "last of the old"));
            Files.move(file, file.resolveSibling("crema.2026-11-22.0.log"));
            append(entry("WARN ", "first of the new"));
            await(() -> out.toString().contains("first of the new"));
            assertThat(out.toString().lines().map(line -> line.substring(line.indexOf("- ") + 2)))
                    .containsExactly("one", "half a line", "last of the old", "first of the new");
            assertThat(following.isAlive()).isTrue();
        } finally {
            following.interrupt();
        }
        assertThat(following.join(Duration.ofSeconds(5))).isTrue();
    }

    private static String entry(String level, String text) {
        return "2026-11-22T00:52:09.868Z " + level + " crema-request-0          dev.crema.Harbour - " + text + "\n";
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private int run(String... args) {
        CommandLine line = CremaCommand.commandLine(home);
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return line.execute(args);
    }
}

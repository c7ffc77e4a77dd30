package dev.crema.mlx.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.mlx.hub.library.ModelLibrary;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process while it fetches: the next one goes on behind what the disk has, and nobody ever sees half a model. */
@Timeout(120)
class PullKillTest {
    private static final int SHARD = 4_000_000;
    private static final String FIRST = "model-00001-of-00002.safetensors";

    @TempDir
    Path models;

    @Test
    void aKilledProcessLosesNothingThatArrived() throws Exception {
        Random random = new Random(3);
        try (FakeHub hub = FakeHub.withModel(SHARD)) {
            hub.pauseMillis = 2;
            long before = 0;
            for (int round = 0; round < 3; round++) {
                long reached = runAndKill(hub, before + 300_000 + random.nextInt(500_000));

                Interrupted left = Interrupted.in(models).getFirst();
                assertThat(new ModelLibrary(models).list()).isEmpty();
                assertThat(left.doneBytes()).as("round %s", round).isGreaterThanOrEqualTo(reached);
                before = reached;
            }
            hub.pauseMillis = 0;
            try (Downloads last = new Downloads(models, hub::access, PullOptions.usual())) {
                PullProgress end = last.pull(PullRequest.of(FakeHub.REPO)).await(Duration.ofSeconds(60));
                assertThat(end.state()).as(String.valueOf(end.failure())).isEqualTo(PullState.DONE);
            }
            assertThat(hub.calls(FIRST).subList(1, hub.calls(FIRST).size()))
                    .as("each went on where the one before was killed")
                    .isNotEmpty()
                    .allMatch(call -> call.status == 206);
            Path place = models.resolve("mlx-community/Tiny-4bit");
            assertThat(place.resolve(FIRST)).hasBinaryContent(hub.content(FIRST));
            assertThat(new ModelLibrary(models).list()).hasSize(1);
        }
    }

    /** Bytes that it said it had when it was killed. */
    private long runAndKill(FakeHub hub, long enough) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PullProgram.class.getName(),
                        models.toString(),
                        hub.uri().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long reached = 0;
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reached = line.matches("\\d+") ? Long.parseLong(line) : reached;
                if (reached >= enough) {
                    process.destroyForcibly();
                }
            }
        } catch (IOException e) {
            // The stream ends with the process.
        }
        process.waitFor();
        assertThat(process.exitValue()).as("killed").isEqualTo(137);
        return reached;
    }
}

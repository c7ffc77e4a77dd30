package dev.crema.proxy.observe.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process while it writes: what was written is whole, and no more is lost than what the last moments brought. */
@Timeout(120)
class HistoryKillTest {
    /** Requests that the program adds in some of its intervals, on a slow machine. */
    private static final long LAST_MOMENTS = 3000;

    @TempDir
    Path folder;

    @Test
    void aKillLosesOnlyTheLastMoments() throws Exception {
        Path file = folder.resolve(History.FILE_NAME);
        Random random = new Random(11);
        long before = 0;
        for (int round = 0; round < 6; round++) {
            long added = runAndKill(file, 200 + random.nextInt(400));

            Tally totals = HistoryReader.read(file, List.of(query())).getFirst().totals();
            long written = totals.get(Measure.REQUESTS) - before;
            assertThat(written).as("round %s", round).isBetween(Math.max(1, added - LAST_MOMENTS), added + 1);
            assertThat(totals.get(Measure.PROMPT_TOKENS))
                    .as("every row is whole")
                    .isEqualTo(100 * totals.get(Measure.REQUESTS));
            assertThat(totals.get(Measure.L1_MEMORY)).isEqualTo(totals.get(Measure.REQUESTS));
            before = totals.get(Measure.REQUESTS);
        }
        assertThat(folder.resolve("history.db.broken")).doesNotExist();
    }

    /** How many requests it said it had added. */
    private static long runAndKill(Path file, int millis) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HistoryProgram.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long added = 0;
        try (BufferedReader lines = process.inputReader()) {
            long end = Long.MAX_VALUE;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                added = line.matches("\\d+") ? Long.parseLong(line) : added;
                if (added == 1500) {
                    // By then it has written some.
                    end = System.nanoTime() + millis * 1_000_000L;
                }
                if (System.nanoTime() > end) {
                    process.destroyForcibly();
                }
            }
        } catch (java.io.IOException e) {
            // The stream ends with the process.
        }
        process.waitFor();
        assertThat(process.exitValue()).as("killed").isEqualTo(137);
        return added;
    }

    private static HistoryQuery query() {
        Instant now = Instant.now();
        return new HistoryQuery(
                Grouping.HOUR, now.minus(Duration.ofDays(4)), now.plus(Duration.ofDays(60)), ZoneOffset.UTC);
    }
}

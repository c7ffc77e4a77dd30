package dev.crema.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process leaves behind that is killed, and how one goes on whose disk is full. */
@Timeout(240)
class AnswerProcessTest {
    private static final int ANSWERS = 20_000;
    private static final int SIZE = 2000;

    @TempDir
    Path folder;

    @Test
    void killedAtAnyMomentItLeavesADatabaseThatOpensWithoutAWrongAnswer() throws Exception {
        Path file = folder.resolve("answers.db");
        Random random = new Random(1);
        int found = 0;
        for (int round = 0; round < 20; round++) {
            Process process = start(List.of(), file, ANSWERS, SIZE);
            BufferedReader output = process.inputReader();
            assertThat(output.readLine()).isEqualTo("ready");
            Thread.sleep(random.nextInt(400));
            process.destroyForcibly().waitFor();

            AnswerDatabase database = AnswerDatabase.open(new DatabaseFile(file, 64 << 20));
            SqliteAnswers answers = new SqliteAnswers(database, Duration.ofDays(30), InstantSource.system());
            for (int i = 0; i < ANSWERS; i += 37) {
                byte[] payload = answers.find(MemoryAnswersTest.key(i));
                if (payload != null) {
                    found++;
                    assertThat(Arrays.equals(payload, SqliteAnswersTest.payload(i, SIZE)))
                            .isTrue();
                }
            }
            assertThat(answers.stats().corrupt()).as("round %d", round).isZero();
            assertThat(answers.stats().errors()).isZero();
            database.close();
        }
        assertThat(found).as("something was written before the kills").isPositive();
    }

    @Test
    void withAFullDiskItGoesOnWithWhatItHas() throws Exception {
        // The largest file may have 4 MB, which is as if the disk were full; SQLite's own library needs less.
        Process process = start(
                List.of("bash", "-c", "ulimit -f 4096; exec \"$@\"", "limited"), folder.resolve("a.db"), 4000, SIZE);
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(process.exitValue()).as(output).isZero();
        Matcher numbers =
                Pattern.compile("found (\\d+) wrong (\\d+) errors (\\d+)").matcher(output);
        assertThat(numbers.find()).as(output).isTrue();
        assertThat(Integer.parseInt(numbers.group(1))).isBetween(100, 2000);
        assertThat(numbers.group(2)).isEqualTo("0");
        assertThat(Integer.parseInt(numbers.group(3))).isPositive();
    }

    private static Process start(List<String> before, Path file, int answers, int size) throws Exception {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                AnswerWriter.class.getName(),
                file.toString(),
                Integer.toString(answers),
                Integer.toString(size)));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}

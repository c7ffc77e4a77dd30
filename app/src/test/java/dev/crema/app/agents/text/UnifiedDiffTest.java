package dev.crema.app.agents.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnifiedDiffTest {
    @Test
    void equalTextsHaveNone() {
        assertThat(UnifiedDiff.of("a", "b", "x\n", "x\n")).isEmpty();
    }

    @Test
    void aChangeIsShownWithThreeLinesAround() {
        assertThat(UnifiedDiff.of("a", "b", "1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nnew\n6\n7\n8\n"))
                .isEqualTo("""
                --- a
                +++ b
                @@ -2,7 +2,7 @@
                 2
                 3
                 4
                -5
                +new
                 6
                 7
                 8
                """);
    }

    @Test
    void aMissingLineEndIsShown() {
        assertThat(UnifiedDiff.of("a", "b", "", "x")).isEqualTo("""
                --- a
                +++ b
                @@ -0,0 +1,1 @@
                +x
                \\ No newline at end of file
                """);
    }

    @Test
    void patchMakesTheSecondTextOfTheFirst(@TempDir Path folder) throws Exception {
        Random random = new Random(5);
        for (int round = 0; round < 40; round++) {
            String before = lines(random);
            String after = lines(random);
            Path file = Files.writeString(folder.resolve("f"), before);
            Path diff = Files.writeString(folder.resolve("d"), UnifiedDiff.of("f", "f", before, after));
            if (Files.size(diff) > 0) {
                Process patch = new ProcessBuilder("git", "apply", "-p0", "d")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
                String said = new String(patch.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(patch.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(patch.exitValue()).as(said).isZero();
            }
            assertThat(Files.readString(file)).isEqualTo(after);
        }
    }

    private static String lines(Random random) {
        StringBuilder text = new StringBuilder("first\n");
        for (int line = random.nextInt(30); line >= 0; line--) {
            text.append((char) ('a' + random.nextInt(4))).append(random.nextInt(20) == 0 && line == 0 ? "" : "\n");
        }
        return text.toString();
    }
}

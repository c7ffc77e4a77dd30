package dev.crema.mlx.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
    private static final int LARGE = 5_000_000;

    @TempDir
    Path folder;

    @Test
    void copiesInOtherPlacesWrittenAtOtherTimesAreTheSameModel() throws IOException {
        Path first = large("first/model.safetensors", 1);
        Path second = large("second/model.safetensors", 1);
        Files.setLastModifiedTime(second, FileTime.fromMillis(1_000_000));

        assertThat(identity(second)).isEqualTo(identity(first));
    }

    @Test
    void otherNamesOtherSizesAndOtherTextsAreOtherModels() throws IOException {
        Path file = large("a/model.safetensors", 1);
        Path renamed = large("a/other.safetensors", 1);
        String before = identity(file);

        assertThat(identity(renamed)).isNotEqualTo(before);
        assertThat(Identity.of(List.of(file), List.of("config"))).isNotEqualTo(before);
        try (RandomAccessFile grown = new RandomAccessFile(file.toFile(), "rw")) {
            grown.setLength(LARGE + 1);
        }
        assertThat(identity(file)).isNotEqualTo(before);
    }

    @Test
    void everyByteOfASmallFileCounts() throws IOException {
        Path file = Files.write(folder.resolve("config.json"), new byte[300]);
        String before = identity(file);

        for (int at = 0; at < 300; at++) {
            byte[] changed = new byte[300];
            changed[at] = 1;
            Files.write(file, changed);
            assertThat(identity(file)).as("byte %d", at).isNotEqualTo(before);
        }
    }

    @Test
    void weightsTrainedAgainAreAnotherModel() throws IOException {
        assertThat(identity(large("a/model.safetensors", 1))).isNotEqualTo(identity(large("b/model.safetensors", 2)));
    }

    @Test
    void headAndTailOfALargeFileCount() throws IOException {
        Path file = large("a/model.safetensors", 1);
        String before = identity(file);

        for (long at : new long[] {0, 1_000_000, (1 << 20) + 1, LARGE - 4096, LARGE - 1}) {
            flip(file, at);
            assertThat(identity(file)).as("byte %d", at).isNotEqualTo(before);
            flip(file, at);
        }
        assertThat(identity(file)).isEqualTo(before);
    }

    @Test
    void gigabytesTakeMilliseconds() throws IOException {
        Path file = folder.resolve("huge.safetensors");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(40L << 30);
        }
        identity(file);

        long begin = System.nanoTime();
        identity(file);

        // 50 ms on an idle machine; a busy one may take some of the processor.
        assertThat((System.nanoTime() - begin) / 1_000_000).isLessThan(200);
    }

    private static String identity(Path file) {
        return Identity.of(List.of(file), List.of());
    }

    private Path large(String name, int seed) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        byte[] content = new byte[LARGE];
        new Random(seed).nextBytes(content);
        return Files.write(file, content);
    }

    private static void flip(Path file, long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int old = bytes.read();
            bytes.seek(at);
            bytes.write(old ^ 1);
        }
    }
}

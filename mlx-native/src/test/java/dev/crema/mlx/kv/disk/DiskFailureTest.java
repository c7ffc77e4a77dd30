package dev.crema.mlx.kv.disk;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Disks that fail and processes that die: no exception, no wrong block, no folder that does not open. */
class DiskFailureTest {
    private static final int BYTES = 1000;

    @TempDir
    Path temporary;

    private final SteeredClock clock = new SteeredClock();

    @Test
    void aPathThatIsNoFolderMakesTheStoreUnavailable() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "text");
        for (Path path : List.of(file, file.resolve("below"))) {
            try (DiskBlockStore store = open(path)) {
                assertThat(store.problem()).contains(path.toString(), "Choose another folder");
                assertMisses(store);
            }
        }
        assertThat(file).hasContent("text");
    }

    private static void assertMisses(DiskBlockStore store) {
        StoredBlock block = TestBlocks.first(1, TestBlocks.MAIN, BYTES);
        assertThat(store.offer(block)).isFalse();
        assertThat(store.hasRoom(1)).isFalse();
        assertThat(store.contains(block.key())).isFalse();
        assertThat(store.read(block.key())).isEmpty();
        assertThat(store.entries(TestBlocks.ROOT)).isEmpty();
        store.touch(block.key(), true);
        store.budget(5);
        assertThat(store.wipeAll()).isZero();
        assertThat(store.wipeProject("")).isZero();
        assertThat(store.wipeModel("")).isZero();
        assertThat(store.flush(Duration.ofSeconds(1))).isTrue();
        assertThat(store.stats().refused()).containsEntry(Refusal.UNAVAILABLE, 1L);
    }

    @Test
    void aFolderThatVanishesIsAMissAndComesBack() throws IOException {
        Path folder = temporary.resolve("kv");
        List<StoredBlock> chain = TestBlocks.chain(10, 3, TestBlocks.MAIN, BYTES);
        try (DiskBlockStore store = open(folder)) {
            TestBlocks.offerAll(store, chain);
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
            assertThat(folder).doesNotExist();
            assertThat(store.read(chain.getFirst().key())).isEmpty();
            TestBlocks.flush(store);
            assertThat(store.stats().blocks()).isZero();
            assertThat(store.stats().bytes()).isZero();
            TestBlocks.offerAll(store, chain);
            TestBlocks.assertSame(store.read(chain.getLast().key()).orElseThrow(), chain.getLast());
        }
    }

    @Test
    void failingWritesAreRefusedLoggedOnceAMinuteAndTriedAgain() throws IOException {
        Path folder = temporary.resolve("kv");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(DiskBlockStore.class);
        logger.addAppender(log);
        try (DiskBlockStore store = open(folder)) {
            TestBlocks.offerAll(store, List.of(TestBlocks.first(1, TestBlocks.MAIN, BYTES)));
            // A file where each of the 256 folders would be.
            for (int shard = 0; shard < 256; shard++) {
                Path path = folder.resolve("%02x".formatted(shard));
                if (!Files.exists(path)) {
                    Files.createFile(path);
                }
            }
            for (int token = 100; token < 110; token++) {
                store.offer(TestBlocks.first(token, TestBlocks.MAIN, BYTES));
                TestBlocks.flush(store);
                clock.pass(Duration.ofSeconds(11));
            }
            assertThat(store.stats().refused().get(Refusal.FAILED)).isGreaterThan(7);
            assertThat(store.stats().bytes()).isEqualTo(store.stats().writtenBytes());
            assertThat(log.list.stream()
                            .filter(event -> event.getLevel().toString().equals("WARN")))
                    .hasSize(1)
                    .allSatisfy(event -> assertThat(event.getFormattedMessage()).contains("Requests go on without"));
            for (int shard = 0; shard < 256; shard++) {
                Path path = folder.resolve("%02x".formatted(shard));
                if (Files.isRegularFile(path)) {
                    Files.delete(path);
                }
            }
            StoredBlock block = TestBlocks.first(200, TestBlocks.MAIN, BYTES);
            TestBlocks.offerAll(store, List.of(block));
            assertThat(store.read(block.key())).isPresent();
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void aWriteThatTheSystemCutsShortIsRefused() throws Exception {
        Path folder = temporary.resolve("kv");
        // Files of at most 64 KiB, for the shell and what it becomes.
        Process program = new ProcessBuilder(Stream.concat(
                                Stream.of("/bin/bash", "-c", "ulimit -f 64 && exec \"$@\"", "bash"),
                                command("full", folder, 0).stream())
                        .toList())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = program.inputReader()) {
            assertThat(output.lines())
                    .contains(
                            "offered true, flushed true, kept true",
                            "offered true, flushed true, kept false",
                            "problem true",
                            "room false",
                            "read true",
                            "{FAILED=1}",
                            "done");
        }
        assertThat(program.waitFor()).isZero();
        assertThat(TestBlocks.files(folder)).hasSize(3);
        try (DiskBlockStore store = open(folder)) {
            assertThat(store.stats().blocks()).isEqualTo(1);
            assertThat(store.stats().corrupt()).isZero();
        }
    }

    @Test
    void aSecondProcessKeepsOffAndMayOpenWhenTheFirstIsDead() throws Exception {
        Path folder = temporary.resolve("kv");
        Process first = start("hold", folder, 0);
        assertThat(first.inputReader().readLine()).isEqualTo("open");
        try (DiskBlockStore second = open(folder)) {
            assertThat(second.problem()).contains("another process");
            assertMisses(second);
        }
        first.destroyForcibly().waitFor();
        try (DiskBlockStore third = open(folder)) {
            assertThat(third.problem()).isNull();
        }
    }

    @Test
    void aSecondStoreOfTheSameProcessDoesNotTakeTheFirstOnesLock() throws Exception {
        Path folder = temporary.resolve("kv");
        try (DiskBlockStore first = open(folder)) {
            open(folder).close();
            try (DiskBlockStore second = open(folder)) {
                assertThat(second.problem()).contains("this process");
            }
            Process other = start("hold", folder, 0);
            assertThat(other.inputReader().readLine()).contains("another process");
            other.destroyForcibly().waitFor();
            assertThat(first.problem()).isNull();
        }
    }

    @Test
    void aProcessKilledAtAnyMomentLeavesAFolderThatOpensWithTrueBlocksOnly() throws Exception {
        Path folder = temporary.resolve("kv");
        Random random = new Random(5);
        long blocks = 0;
        for (int round = 0; round < 20; round++) {
            Process program = start("write", folder, round);
            assertThat(program.inputReader().readLine()).isEqualTo("open");
            assertThat(program.inputReader().readLine()).isEqualTo("writing");
            Thread.sleep(random.nextInt(250));
            program.destroyForcibly().waitFor();
            try (DiskBlockStore store = open(folder)) {
                assertThat(store.problem()).isNull();
                assertThat(store.stats().corrupt()).isZero();
                for (DiskEntry entry : store.entries(TestBlocks.ROOT)) {
                    StoredBlock block = store.read(entry.key()).orElseThrow();
                    assertThat(block.parent().child(block.tokens())).isEqualTo(entry.key());
                    assertThat(TestBlocks.holdsWhatItsKeySays(block)).isTrue();
                    blocks++;
                }
                assertThat(TestBlocks.directoryBytes(folder)).isLessThanOrEqualTo(600_000 + 64);
            }
        }
        assertThat(blocks).isGreaterThan(100);
    }

    private DiskBlockStore open(Path folder) {
        return DiskBlockStore.open(
                folder, new DiskOptions(1 << 30, 0, 1 << 30, 1 << 30, null, clock, path -> Long.MAX_VALUE));
    }

    private static Process start(String what, Path folder, int seed) throws IOException {
        return new ProcessBuilder(command(what, folder, seed))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<String> command(String what, Path folder, int seed) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                StoreProgram.class.getName(),
                what,
                folder.toString(),
                Integer.toString(seed));
    }
}

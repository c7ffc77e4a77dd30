package dev.crema.mlx.kv.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskBlockStoreTest {
    private static final int BYTES = 1000;

    @TempDir
    Path folder;

    private final SteeredClock clock = new SteeredClock();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsOfferedComesBackAlsoAfterARestart(boolean encrypted) {
        SecretKey key = encrypted ? TestBlocks.key(1) : null;
        List<StoredBlock> chain = TestBlocks.chain(10, 5, TestBlocks.MAIN, BYTES);
        try (DiskBlockStore store = open(key)) {
            for (StoredBlock block : chain) {
                assertThat(store.offer(block)).isTrue();
                assertThat(store.contains(block.key())).isTrue();
                TestBlocks.assertSame(store.read(block.key()).orElseThrow(), block);
            }
            TestBlocks.flush(store);
            chain.forEach(block -> TestBlocks.assertSame(store.read(block.key()).orElseThrow(), block));
        }
        try (DiskBlockStore store = open(key)) {
            chain.forEach(block -> TestBlocks.assertSame(store.read(block.key()).orElseThrow(), block));
            assertThat(store.stats().reads()).isEqualTo(5);
            assertThat(store.stats().corrupt()).isZero();
        }
    }

    @Test
    void closingWritesWhatIsQueued() {
        List<StoredBlock> chain = TestBlocks.chain(10, 20, TestBlocks.MAIN, 100_000);
        try (DiskBlockStore store = open(null)) {
            chain.forEach(store::offer);
        }
        try (DiskBlockStore store = open(null)) {
            assertThat(store.stats().blocks()).isEqualTo(20);
        }
    }

    @Test
    void aClosedStoreIsAMiss() {
        StoredBlock block = TestBlocks.first(1, TestBlocks.MAIN, BYTES);
        DiskBlockStore store = open(null);
        TestBlocks.offerAll(store, List.of(block));
        store.close();
        store.close();
        assertThat(store.contains(block.key())).isFalse();
        assertThat(store.read(block.key())).isEmpty();
        assertThat(store.offer(block)).isFalse();
        assertThat(store.hasRoom(1)).isFalse();
        assertThat(store.flush(Duration.ofSeconds(1))).isTrue();
    }

    @Test
    void theIndexListsParentsBeforeChildrenAndRootsApart() {
        BlockKey otherRoot = BlockKey.root("model-b", "f32", 4);
        StoredBlock other = TestBlocks.block(otherRoot, otherRoot, new int[] {1}, TestBlocks.SIDE, BYTES);
        List<StoredBlock> chain = TestBlocks.chain(10, 3, TestBlocks.MAIN, BYTES);
        StoredBlock branch = TestBlocks.after(chain.getFirst(), 99, TestBlocks.SIDE, BYTES);
        try (DiskBlockStore store = open(null)) {
            TestBlocks.offerAll(
                    store,
                    Stream.concat(chain.stream(), Stream.of(other, branch)).toList());
        }
        try (DiskBlockStore store = open(null)) {
            List<DiskEntry> entries = store.entries(TestBlocks.ROOT);
            assertThat(entries).hasSize(4);
            Set<BlockKey> seen = new HashSet<>(Set.of(TestBlocks.ROOT));
            for (DiskEntry entry : entries) {
                assertThat(seen).contains(entry.parent());
                assertThat(entry.parent().child(entry.tokens())).isEqualTo(entry.key());
                assertThat(entry.lastUse()).isEqualTo(clock.instant());
                assertThat(entry.bytes()).isGreaterThan(2 * BYTES);
                seen.add(entry.key());
            }
            assertThat(entries.getLast().tags()).isIn(TestBlocks.MAIN, TestBlocks.SIDE);
            assertThat(store.entries(otherRoot)).hasSize(1);
            assertThat(store.entries(BlockKey.root("model-c", "f32", 4))).isEmpty();
        }
    }

    @Test
    void aBlockWithoutItsParentIsRefused() {
        List<StoredBlock> chain = TestBlocks.chain(10, 2, TestBlocks.MAIN, BYTES);
        BlockKey otherRoot = BlockKey.root("model-b", "f32", 4);
        StoredBlock stranger =
                TestBlocks.block(otherRoot, chain.getFirst().key(), new int[] {5}, TestBlocks.MAIN, BYTES);
        try (DiskBlockStore store = open(null)) {
            assertThat(store.offer(chain.get(1))).isFalse();
            assertThat(store.stats().refused()).isEqualTo(Map.of(Refusal.NO_PARENT, 1L));
            TestBlocks.offerAll(store, chain);
            assertThat(store.offer(stranger)).isFalse();
        }
    }

    @Test
    void aFullQueueRefusesAtOnce() {
        DiskOptions options = new DiskOptions(1 << 30, 0, 1 << 30, 3 * 2 * BYTES, null, clock, path -> {
            sleep(200);
            return Long.MAX_VALUE;
        });
        try (DiskBlockStore store = DiskBlockStore.open(folder, options)) {
            long begin = System.nanoTime();
            List<Boolean> taken = TestBlocks.chain(10, 5, TestBlocks.MAIN, BYTES).stream()
                    .map(store::offer)
                    .toList();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(150));
            assertThat(taken).containsExactly(true, true, true, false, false);
            assertThat(store.hasRoom(1)).isFalse();
            TestBlocks.flush(store);
            assertThat(store.hasRoom(3 * 2 * BYTES)).isTrue();
            assertThat(store.hasRoom(3 * 2 * BYTES + 1)).isFalse();
            assertThat(store.stats().refused()).isEqualTo(Map.of(Refusal.QUEUE_FULL, 2L));
        }
    }

    @Test
    void filesAndFoldersAreTheirOwnersAlone() throws IOException {
        Path inside = folder.resolve("a/b");
        try (DiskBlockStore store = DiskBlockStore.open(inside, options(null))) {
            TestBlocks.offerAll(store, TestBlocks.chain(10, 5, TestBlocks.MAIN, BYTES));
            store.touch(TestBlocks.first(10, TestBlocks.MAIN, BYTES).key(), true);
        }
        try (Stream<Path> all = Files.walk(folder.resolve("a"))) {
            for (Path path : all.toList()) {
                String expected = Files.isDirectory(path) ? "rwx------" : "rw-------";
                assertThat(Files.getPosixFilePermissions(path))
                        .as(path.toString())
                        .isEqualTo(PosixFilePermissions.fromString(expected));
            }
        }
    }

    @Test
    void damagedBlocksAreMissesAndGoWithAllThatFollowThem() throws IOException {
        List<StoredBlock> chain = TestBlocks.chain(10, 4, TestBlocks.MAIN, BYTES);
        try (DiskBlockStore store = open(null)) {
            TestBlocks.offerAll(store, chain);
            Path second = path(chain.get(1));
            byte[] bytes = Files.readAllBytes(second);
            bytes[bytes.length / 2] ^= 1;
            Files.write(second, bytes);
            assertThat(store.read(chain.get(1).key())).isEmpty();
            TestBlocks.flush(store);
            assertThat(store.stats().corrupt()).isEqualTo(1);
            assertThat(store.contains(chain.get(0).key())).isTrue();
            assertThat(store.contains(chain.get(3).key())).isFalse();
            assertThat(TestBlocks.blockFiles(folder)).containsExactly(path(chain.get(0)));
            TestBlocks.offerAll(store, chain);
            TestBlocks.assertSame(store.read(chain.get(3).key()).orElseThrow(), chain.get(3));
        }
    }

    @Test
    void anotherSoundBlockUnderABlocksNameIsAMiss() throws IOException {
        List<StoredBlock> chain = TestBlocks.chain(10, 2, TestBlocks.MAIN, BYTES);
        try (DiskBlockStore store = open(null)) {
            TestBlocks.offerAll(store, chain);
            Files.copy(path(chain.get(0)), path(chain.get(1)), StandardCopyOption.REPLACE_EXISTING);
            assertThat(store.read(chain.get(1).key())).isEmpty();
            assertThat(store.read(chain.get(0).key())).isPresent();
        }
    }

    @Test
    void openingDeletesWhatIsTornLeftOverOrWithoutParentAndNothingElse() throws IOException {
        List<StoredBlock> chain = TestBlocks.chain(10, 4, TestBlocks.MAIN, BYTES);
        StoredBlock lone = TestBlocks.first(50, TestBlocks.SIDE, BYTES);
        try (DiskBlockStore store = open(null)) {
            TestBlocks.offerAll(store, chain);
            TestBlocks.offerAll(store, List.of(lone));
        }
        Files.write(path(chain.get(2)), new byte[] {1, 2, 3});
        Path temporary = Files.write(folder.resolve("writing-4242.tmp"), new byte[5000]);
        Path foreign = Files.writeString(path(lone).resolveSibling("holiday.txt"), "not ours");
        Path foreignTemporary = Files.writeString(folder.resolve("writing.tmp.txt"), "not ours");
        try (DiskBlockStore store = open(null)) {
            assertThat(store.stats().corrupt()).isEqualTo(1);
            assertThat(TestBlocks.blockFiles(folder))
                    .containsExactlyInAnyOrder(path(chain.get(0)), path(chain.get(1)), path(lone));
            assertThat(temporary).doesNotExist();
            assertThat(foreign).exists();
            assertThat(foreignTemporary).exists();
        }
    }

    @Test
    void useSurvivesARestart() throws IOException {
        StoredBlock block = TestBlocks.first(10, TestBlocks.SIDE, BYTES);
        try (DiskBlockStore store = open(null)) {
            TestBlocks.offerAll(store, List.of(block));
            FileTime written = Files.getLastModifiedTime(path(block));
            clock.pass(Duration.ofSeconds(59));
            store.touch(block.key(), true);
            TestBlocks.flush(store);
            assertThat(Files.getLastModifiedTime(path(block))).isEqualTo(written);
            clock.pass(Duration.ofSeconds(2));
            store.touch(block.key(), true);
            TestBlocks.flush(store);
            assertThat(store.entries(TestBlocks.ROOT).getFirst().tags().main()).isTrue();
        }
        Instant used = clock.instant();
        clock.pass(Duration.ofDays(3));
        try (DiskBlockStore store = open(null)) {
            assertThat(store.entries(TestBlocks.ROOT).getFirst().lastUse()).isEqualTo(used);
        }
    }

    @Test
    void aWipedProjectLeavesNoBlockOfItsOwn() throws IOException {
        BlockTags b = new BlockTags(TestBlocks.MODEL, "Model A", "project-b", true);
        List<StoredBlock> shared = TestBlocks.chain(10, 2, b, BYTES);
        StoredBlock afterShared = TestBlocks.after(shared.getLast(), 77, TestBlocks.MAIN, BYTES);
        StoredBlock afterThat = TestBlocks.after(afterShared, 78, b, BYTES);
        StoredBlock own = TestBlocks.first(60, TestBlocks.MAIN, BYTES);
        try (DiskBlockStore store = open(null)) {
            TestBlocks.offerAll(store, List.of(shared.get(0), shared.get(1), afterShared, afterThat, own));
            assertThat(store.stats().bytesByProject()).containsOnlyKeys("project-a", "project-b");
            assertThat(store.wipeProject("project-a")).isEqualTo(3);
            assertThat(TestBlocks.blockFiles(folder))
                    .containsExactlyInAnyOrder(path(shared.get(0)), path(shared.get(1)));
            assertThat(store.stats().bytesByProject()).containsOnlyKeys("project-b");
            assertThat(store.wipeProject("project-a")).isZero();
        }
    }

    @Test
    void aWipedModelLeavesTheOthers() throws IOException {
        BlockKey otherRoot = BlockKey.root("model-b", "f32", 4);
        BlockTags tags = new BlockTags("model-b", "Model B", "project-a", true);
        StoredBlock other = TestBlocks.block(otherRoot, otherRoot, new int[] {1}, tags, BYTES);
        try (DiskBlockStore store = open(null)) {
            TestBlocks.offerAll(store, TestBlocks.chain(10, 3, TestBlocks.MAIN, BYTES));
            TestBlocks.offerAll(store, List.of(other));
            assertThat(store.wipeModel(TestBlocks.MODEL)).isEqualTo(3);
            assertThat(TestBlocks.blockFiles(folder)).containsExactly(path(other));
            assertThat(store.stats().bytesByModel()).containsOnlyKeys("model-b");
            assertThat(store.wipeAll()).isEqualTo(1);
            assertThat(TestBlocks.blockFiles(folder)).isEmpty();
            assertThat(store.stats().bytes()).isZero();
        }
    }

    @Test
    void wipingReachesWhatIsStillQueued() throws IOException {
        DiskOptions slow = new DiskOptions(1 << 30, 0, 1 << 30, 1 << 20, null, clock, path -> {
            sleep(100);
            return Long.MAX_VALUE;
        });
        try (DiskBlockStore store = DiskBlockStore.open(folder, slow)) {
            TestBlocks.chain(10, 5, TestBlocks.MAIN, BYTES).forEach(store::offer);
            sleep(50);
            assertThat(store.wipeAll()).isEqualTo(5);
            TestBlocks.flush(store);
            assertThat(TestBlocks.blockFiles(folder)).isEmpty();
            assertThat(store.stats().bytes()).isZero();
            assertThat(store.stats().queueBytes()).isZero();
        }
    }

    @Test
    void blocksOfAnotherKeyStayUntilTheirSpaceIsNeeded() throws IOException {
        List<StoredBlock> chain = TestBlocks.chain(10, 4, TestBlocks.MAIN, BYTES);
        try (DiskBlockStore store = open(TestBlocks.key(1))) {
            TestBlocks.offerAll(store, chain);
        }
        long each = TestBlocks.directoryBytes(folder) / 4;
        try (DiskBlockStore store = open(TestBlocks.key(2))) {
            assertThat(store.read(chain.getFirst().key())).isEmpty();
            assertThat(store.contains(chain.getFirst().key())).isFalse();
            assertThat(store.stats().lockedBytes())
                    .isEqualTo(store.stats().bytes())
                    .isGreaterThan(4 * 2 * BYTES);
            assertThat(store.stats().corrupt()).isZero();
        }
        try (DiskBlockStore store = open(null)) {
            assertThat(store.contains(chain.getFirst().key())).isFalse();
        }
        try (DiskBlockStore store = open(TestBlocks.key(1))) {
            TestBlocks.assertSame(store.read(chain.getLast().key()).orElseThrow(), chain.getLast());
        }
        try (DiskBlockStore store = open(TestBlocks.key(2))) {
            store.budget(5 * each);
            List<StoredBlock> own = TestBlocks.chain(70, 4, TestBlocks.SIDE, BYTES);
            TestBlocks.offerAll(store, own);
            own.forEach(block -> assertThat(store.read(block.key())).isPresent());
            assertThat(store.stats().lockedBytes()).isLessThan(2 * each);
            assertThat(store.wipeProject("nobody's")).isEqualTo(1);
            assertThat(store.stats().lockedBytes()).isZero();
        }
    }

    @Test
    void aStoreThatEncryptsLeavesNothingReadable() throws IOException {
        try (DiskBlockStore store = open(null)) {
            TestBlocks.offerAll(store, TestBlocks.chain(10, 4, TestBlocks.MAIN, BYTES));
        }
        try (DiskBlockStore store = open(TestBlocks.key(1))) {
            assertThat(TestBlocks.blockFiles(folder)).isEmpty();
            assertThat(store.stats().corrupt()).isZero();
        }
    }

    @Test
    void readersAndWritersDoNotDisturbEachOther() throws Exception {
        try (DiskBlockStore store = open(null)) {
            List<StoredBlock> chain = TestBlocks.chain(10, 200, TestBlocks.MAIN, BYTES);
            Thread reader = Thread.ofVirtual().unstarted(() -> {
                for (int round = 0; round < 20; round++) {
                    for (StoredBlock block : chain) {
                        store.read(block.key()).ifPresent(found -> TestBlocks.assertSame(found, block));
                        store.touch(block.key(), true);
                    }
                }
            });
            Throwable[] failure = new Throwable[1];
            reader.setUncaughtExceptionHandler((thread, e) -> failure[0] = e);
            reader.start();
            chain.forEach(store::offer);
            reader.join();
            TestBlocks.flush(store);
            assertThat(failure[0]).isNull();
            assertThat(store.stats().blocks()).isEqualTo(200);
            assertThat(store.stats().corrupt()).isZero();
        }
    }

    @Test
    void anInterruptedReaderMissesAndTheBlockStays() {
        StoredBlock block = TestBlocks.first(1, TestBlocks.MAIN, BYTES);
        try (DiskBlockStore store = open(null)) {
            TestBlocks.offerAll(store, List.of(block));
            Thread.currentThread().interrupt();
            assertThat(store.read(block.key())).isEmpty();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(store.read(block.key())).isPresent();
        }
    }

    private DiskBlockStore open(SecretKey key) {
        DiskBlockStore store = DiskBlockStore.open(folder, options(key));
        assertThat(store.problem()).isNull();
        return store;
    }

    private DiskOptions options(SecretKey key) {
        return new DiskOptions(1 << 30, 0, 1 << 30, 1 << 30, key, clock, path -> Long.MAX_VALUE);
    }

    private Path path(StoredBlock block) {
        return new BlockFolder(folder).path(new PlainEnvelope().fileName(block.key()));
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

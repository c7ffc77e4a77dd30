package dev.crema.mlx.kv.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store may take: its budget, the floor of free space, the bytes of a day. */
class DiskBudgetTest {
    private static final int BYTES = 2000;
    private static final long BLOCK = 5000;
    /** The lock, and the line of the meter. */
    private static final long OWN_FILES = 64;

    @TempDir
    Path folder;

    private final SteeredClock clock = new SteeredClock();
    private final AtomicLong free = new AtomicLong(Long.MAX_VALUE);

    @Test
    void aLoadOfFiveTimesTheBudgetNeverHasMoreThanOneBlockTooMuch() throws Exception {
        long budget = 40 * BLOCK;
        Random random = new Random(11);
        try (DiskBlockStore store = open(budget, Long.MAX_VALUE)) {
            List<StoredBlock> known = new ArrayList<>();
            Thread watch = Thread.ofPlatform().unstarted(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    assertBounded(budget);
                    LockSupport.parkNanos(1_000_000);
                }
            });
            Throwable[] failure = new Throwable[1];
            watch.setUncaughtExceptionHandler((thread, e) -> failure[0] = e);
            watch.start();
            for (int round = 0; round < 300; round++) {
                use(store, known, random, round);
                if (round % 3 == 0) {
                    TestBlocks.flush(store);
                }
                assertBounded(budget);
                assertEveryParentIsThere(store);
            }
            watch.interrupt();
            watch.join();
            assertThat(failure[0]).isNull();
            TestBlocks.flush(store);
            DiskStats stats = store.stats();
            assertThat(stats.writtenBytes()).isGreaterThan(5 * budget);
            assertThat(stats.evicted()).isGreaterThan(160);
            assertThat(stats.bytes()).isEqualTo(TestBlocks.directoryBytes(folder) - meterBytes());
            for (DiskEntry entry : store.entries(TestBlocks.ROOT)) {
                assertThat(TestBlocks.holdsWhatItsKeySays(
                                store.read(entry.key()).orElseThrow()))
                        .isTrue();
            }
        }
    }

    private void use(DiskBlockStore store, List<StoredBlock> known, Random random, int round) {
        clock.pass(Duration.ofSeconds(1));
        BlockTags tags = random.nextBoolean() ? TestBlocks.MAIN : TestBlocks.SIDE;
        int bytes = BYTES - random.nextInt(200);
        known.removeIf(block -> !store.contains(block.key()));
        StoredBlock parent = known.isEmpty() || random.nextInt(4) == 0 ? null : known.get(random.nextInt(known.size()));
        StoredBlock block = parent == null
                ? TestBlocks.first(1000 + round, tags, bytes)
                : TestBlocks.after(parent, 1000 + round, tags, bytes);
        if (store.offer(block)) {
            known.add(block);
        }
        if (!known.isEmpty()) {
            store.touch(known.get(random.nextInt(known.size())).key(), random.nextBoolean());
        }
    }

    private void assertBounded(long budget) {
        try {
            assertThat(TestBlocks.directoryBytes(folder)).isLessThanOrEqualTo(budget + BLOCK + OWN_FILES);
        } catch (NoSuchFileException e) {
            // A file went while it was looked at; the next look counts.
        } catch (UncheckedIOException | IOException e) {
            if (!String.valueOf(e).contains("NoSuchFile")) {
                throw new AssertionError(e);
            }
        }
    }

    private static void assertEveryParentIsThere(DiskBlockStore store) {
        for (DiskEntry entry : store.entries(TestBlocks.ROOT)) {
            assertThat(entry.parent().equals(TestBlocks.ROOT) || store.contains(entry.parent()))
                    .isTrue();
        }
    }

    @Test
    void leavesGoFirstSideBeforeMainThenTheLongestUnused() {
        List<StoredBlock> main = TestBlocks.chain(10, 3, TestBlocks.MAIN, BYTES);
        List<StoredBlock> old = TestBlocks.chain(20, 2, TestBlocks.MAIN, BYTES);
        List<StoredBlock> side = TestBlocks.chain(30, 2, TestBlocks.SIDE, BYTES);
        try (DiskBlockStore store = open(1 << 30, Long.MAX_VALUE)) {
            for (StoredBlock block : concat(old, main, side)) {
                TestBlocks.offerAll(store, List.of(block));
                clock.pass(Duration.ofSeconds(1));
            }
            List<StoredBlock> order =
                    List.of(side.get(1), side.get(0), old.get(1), old.get(0), main.get(2), main.get(1), main.get(0));
            for (StoredBlock next : order) {
                assertThat(store.contains(next.key())).isTrue();
                store.budget(store.stats().bytes() - 1);
                assertThat(store.contains(next.key())).isFalse();
            }
            assertThat(store.stats().blocks()).isZero();
        }
    }

    @Test
    void aUsedBlockOutlivesAnUnusedOneAlsoAfterARestart() {
        StoredBlock first = TestBlocks.first(10, TestBlocks.MAIN, BYTES);
        StoredBlock second = TestBlocks.first(20, TestBlocks.MAIN, BYTES);
        try (DiskBlockStore store = open(1 << 30, Long.MAX_VALUE)) {
            TestBlocks.offerAll(store, List.of(first));
            clock.pass(Duration.ofMinutes(5));
            TestBlocks.offerAll(store, List.of(second));
            clock.pass(Duration.ofMinutes(5));
            store.touch(first.key(), true);
            TestBlocks.flush(store);
        }
        try (DiskBlockStore store = open(6000, Long.MAX_VALUE)) {
            assertThat(store.contains(first.key())).isTrue();
            assertThat(store.contains(second.key())).isFalse();
        }
    }

    @Test
    void aShrunkBudgetIsKeptAtOnce() throws IOException {
        try (DiskBlockStore store = open(1 << 30, Long.MAX_VALUE)) {
            TestBlocks.offerAll(store, TestBlocks.chain(10, 20, TestBlocks.MAIN, BYTES));
            store.budget(7 * BLOCK);
            assertThat(TestBlocks.directoryBytes(folder)).isBetween(5 * BLOCK, 7 * BLOCK + OWN_FILES);
            store.budget(0);
            assertThat(TestBlocks.blockFiles(folder)).isEmpty();
            assertThat(store.offer(TestBlocks.first(1, TestBlocks.MAIN, BYTES))).isFalse();
            assertThat(store.stats().refused()).containsEntry(Refusal.NO_ROOM, 1L);
        }
    }

    @Test
    void aChainLongerThanTheBudgetKeepsItsBeginning() {
        List<StoredBlock> chain = TestBlocks.chain(10, 20, TestBlocks.MAIN, BYTES);
        try (DiskBlockStore store = open(7 * BLOCK, Long.MAX_VALUE)) {
            chain.forEach(store::offer);
            TestBlocks.flush(store);
            assertThat(store.contains(chain.get(0).key())).isTrue();
            assertThat(store.contains(chain.get(5).key())).isTrue();
            assertThat(store.contains(chain.get(10).key())).isFalse();
            assertThat(store.stats().refused()).containsKeys(Refusal.NO_ROOM, Refusal.NO_PARENT);
            assertThat(store.stats().evicted()).isZero();
        }
    }

    @Test
    void aFolderBeyondItsBudgetIsCutWhenItIsOpened() throws IOException {
        try (DiskBlockStore store = open(1 << 30, Long.MAX_VALUE)) {
            TestBlocks.offerAll(store, TestBlocks.chain(10, 20, TestBlocks.MAIN, BYTES));
        }
        try (DiskBlockStore store = open(7 * BLOCK, Long.MAX_VALUE)) {
            assertThat(TestBlocks.directoryBytes(folder)).isLessThanOrEqualTo(7 * BLOCK + OWN_FILES);
            assertThat(store.stats().blocks()).isGreaterThan(5);
        }
    }

    @Test
    void belowTheFloorBlocksAreGivenBackAndNoneWritten() throws IOException {
        List<StoredBlock> chain = TestBlocks.chain(10, 10, TestBlocks.MAIN, BYTES);
        try (DiskBlockStore store = DiskBlockStore.open(folder, floor(100_000))) {
            TestBlocks.offerAll(store, chain.subList(0, 9));
            free.set(97_000);
            assertThat(store.offer(TestBlocks.first(90, TestBlocks.MAIN, BYTES)))
                    .isTrue();
            TestBlocks.flush(store);
            assertThat(store.contains(
                            TestBlocks.first(90, TestBlocks.MAIN, BYTES).key()))
                    .isFalse();
            assertThat(TestBlocks.blockFiles(folder)).hasSize(7);
            assertThat(store.problem()).contains("free");
            assertThat(store.hasRoom(1)).isFalse();
            assertThat(store.stats().refused()).containsEntry(Refusal.FREE_SPACE, 1L);

            free.set(200_000);
            clock.pass(Duration.ofSeconds(11));
            assertThat(store.problem()).isNull();
            TestBlocks.offerAll(store, chain);
            assertThat(store.stats().blocks()).isEqualTo(10);
        }
    }

    @Test
    void atTheFloorANewBlockTakesThePlaceOfAnOldOne() throws IOException {
        try (DiskBlockStore store = DiskBlockStore.open(folder, floor(100_000))) {
            TestBlocks.offerAll(store, TestBlocks.chain(10, 9, TestBlocks.SIDE, BYTES));
            long before = TestBlocks.directoryBytes(folder);
            capacity = 100_000 + before + 1000;
            StoredBlock block = TestBlocks.first(90, TestBlocks.MAIN, BYTES);
            TestBlocks.offerAll(store, List.of(block));
            assertThat(store.contains(block.key())).isTrue();
            assertThat(store.stats().blocks()).isEqualTo(9);
        }
    }

    @Test
    void theBytesOfADayAreCountedOverRestartsAndEndAtMidnight() {
        List<StoredBlock> chain = TestBlocks.chain(10, 20, TestBlocks.MAIN, BYTES);
        long written;
        try (DiskBlockStore store = open(1 << 30, 6 * BLOCK)) {
            TestBlocks.offerAll(store, chain.subList(0, 4));
            written = store.stats().writtenToday();
            assertThat(written).isEqualTo(store.stats().writtenBytes());
        }
        try (DiskBlockStore store = open(1 << 30, 6 * BLOCK)) {
            assertThat(store.stats().writtenToday()).isEqualTo(written);
            chain.forEach(store::offer);
            TestBlocks.flush(store);
            assertThat(store.stats().writtenToday()).isLessThanOrEqualTo(6 * BLOCK);
            assertThat(store.stats().blocks()).isBetween(5, 7);
            assertThat(store.stats().refused()).containsKey(Refusal.DAILY_CAP);
            assertThat(store.hasRoom(2 * BLOCK)).isFalse();
            assertThat(store.read(chain.getFirst().key())).isPresent();

            clock.pass(Duration.ofDays(1));
            assertThat(store.stats().writtenToday()).isZero();
            assertThat(store.hasRoom(2 * BLOCK)).isTrue();
        }
    }

    @Test
    void aMeterThatCannotBeReadCountsFromZero() throws IOException {
        Files.writeString(folder.resolve("written-today"), "last tuesday, a lot");
        try (DiskBlockStore store = open(1 << 30, 6 * BLOCK)) {
            assertThat(store.problem()).isNull();
            TestBlocks.offerAll(store, List.of(TestBlocks.first(1, TestBlocks.MAIN, BYTES)));
        }
        try (DiskBlockStore store = open(1 << 30, 6 * BLOCK)) {
            assertThat(store.stats().writtenToday()).isBetween(2L * BYTES, BLOCK);
        }
    }

    /** Size of the pretended file system; the folder fills it. */
    private volatile long capacity;

    private DiskOptions floor(long bytes) {
        return new DiskOptions(
                1 << 30,
                bytes,
                Long.MAX_VALUE,
                1 << 30,
                null,
                clock,
                path -> capacity == 0 ? free.get() : capacity - TestBlocks.directoryBytes(path));
    }

    private DiskBlockStore open(long budget, long daily) {
        return DiskBlockStore.open(
                folder, new DiskOptions(budget, 0, daily, 1 << 30, null, clock, path -> Long.MAX_VALUE));
    }

    private long meterBytes() throws IOException {
        return Files.size(folder.resolve("written-today"));
    }

    @SafeVarargs
    private static List<StoredBlock> concat(List<StoredBlock>... lists) {
        List<StoredBlock> all = new ArrayList<>();
        for (List<StoredBlock> list : lists) {
            all.addAll(list);
        }
        return all;
    }
}

package dev.crema.mlx.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.mlx.array.DType;
import dev.crema.mlx.array.MlxScope;
import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.binding.Shim;
import dev.crema.mlx.kv.disk.DiskBlockStore;
import dev.crema.mlx.kv.disk.DiskOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The prefix cache with a real folder behind its memory. */
class TieredCacheTest {
    private static final KvLayout LAYOUT = PrefixCacheTest.LAYOUT;
    private static final int BLOCK = 4;
    private static final long BLOCK_BYTES = BLOCK * LAYOUT.bytesPerToken();
    private static final PrefixCache.Owner MAIN = new PrefixCache.Owner(true, "p");

    @TempDir
    Path folder;

    @BeforeAll
    static void loadMlx() {
        NativeRuntime.load();
    }

    @Test
    void aRestartIsWarm() throws InterruptedException {
        int[] tokens = IntStream.range(0, 39).toArray();
        try (DiskBlockStore store = store(1 << 20);
                PrefixCache cache = cache(store, 1 << 20)) {
            PrefixCacheTest.store(cache, tokens, MAIN);
        }
        try (DiskBlockStore store = store(1 << 20);
                PrefixCache cache = cache(store, 1 << 20)) {
            assertThat(cache.peek(tokens, 39)).isEqualTo(39);
            assertThat(cache.lookup(tokens, 39, true).tokens()).isZero();
            assertReusable(cache, tokens, 38, 38);
            assertThat(cache.lookup(tokens, 39, true).fromSsd()).isZero();
        }
    }

    @Test
    void whatLeftMemoryComesBackFromTheSsd() throws InterruptedException {
        try (DiskBlockStore store = store(1 << 20);
                PrefixCache cache = cache(store, 4 * BLOCK_BYTES)) {
            int[] one = IntStream.range(0, 16).toArray();
            int[] two = IntStream.range(100, 116).toArray();
            PrefixCacheTest.store(cache, one, MAIN);
            PrefixCacheTest.store(cache, two, MAIN);
            assertThat(cache.bytes()).isLessThanOrEqualTo(4 * BLOCK_BYTES);
            assertReusable(cache, one, 16, 16);
            assertReusable(cache, two, 16, 16);
        }
    }

    @Test
    void whatASequenceIsAboutToStartFromLeavesMemoryRightAfterItWhenTheBudgetFell() throws InterruptedException {
        int[] tokens = IntStream.range(0, 16).toArray();
        try (DiskBlockStore store = store(1 << 20);
                PrefixCache cache = cache(store, 4 * BLOCK_BYTES)) {
            PrefixCacheTest.store(cache, tokens, MAIN);
            written(cache, store);
            PrefixCacheTest.store(cache, IntStream.range(100, 104).toArray(), MAIN);
            try (Thaw thaw = cache.thaw(tokens, 16)) {
                while (!thaw.advance()) {
                    thaw.await(Duration.ofSeconds(1));
                }
                cache.budget(BLOCK_BYTES);
                assertThat(cache.lookup(tokens, 16, true, thaw).tokens()).isEqualTo(16);
            }
            assertThat(cache.bytes()).isLessThanOrEqualTo(BLOCK_BYTES);
        }
    }

    @Test
    void aPromptLargerThanMemoryIsStillReusedWhole() throws InterruptedException {
        int[] tokens = IntStream.range(0, 40).toArray();
        try (DiskBlockStore store = store(1 << 20);
                PrefixCache cache = cache(store, 1 << 20)) {
            PrefixCacheTest.store(cache, tokens, MAIN);
        }
        try (DiskBlockStore store = store(1 << 20);
                PrefixCache cache = cache(store, 3 * BLOCK_BYTES)) {
            assertReusable(cache, tokens, 40, 40);
            assertThat(cache.bytes()).isLessThanOrEqualTo(3 * BLOCK_BYTES);
        }
    }

    @Test
    void sideRequestsAreNotWritten() {
        try (DiskBlockStore store = store(1 << 20);
                PrefixCache cache = cache(store, 1 << 20)) {
            PrefixCacheTest.store(cache, IntStream.range(0, 16).toArray(), new PrefixCache.Owner(false, ""));
            cache.writeBehind(true);
            assertThat(store.flush(Duration.ofSeconds(5))).isTrue();
            assertThat(store.stats().blocks()).isZero();
        }
    }

    @Test
    void whatBeganAsASideRequestIsWrittenOnceAConversationGoesOnFromIt() {
        try (DiskBlockStore store = store(1 << 20);
                PrefixCache cache = cache(store, 1 << 20)) {
            PrefixCacheTest.store(cache, IntStream.range(0, 16).toArray(), new PrefixCache.Owner(false, ""));
            PrefixCacheTest.store(cache, IntStream.range(0, 20).toArray(), MAIN);
            written(cache, store);
            assertThat(store.stats().blocks()).isEqualTo(5);
        }
    }

    @Test
    void theEndOfASequenceIsWrittenWhenNothingElseIsToBeDone() {
        try (DiskBlockStore store = store(1 << 20);
                PrefixCache cache = cache(store, 1 << 20)) {
            PrefixCacheTest.store(cache, IntStream.range(0, 6).toArray(), MAIN);
            cache.writeBehind(false);
            assertThat(store.flush(Duration.ofSeconds(5))).isTrue();
            assertThat(store.stats().blocks()).isEqualTo(1);
            cache.writeBehind(true);
            assertThat(store.flush(Duration.ofSeconds(5))).isTrue();
            assertThat(store.stats().blocks()).isEqualTo(2);
            assertThat(cache.dirty()).isFalse();
        }
    }

    @Test
    void aLongerEndReplacesTheShorterOneOnTheSsdToo() {
        try (DiskBlockStore store = store(1 << 20);
                PrefixCache cache = cache(store, 1 << 20)) {
            PrefixCacheTest.store(cache, IntStream.range(0, 6).toArray(), MAIN);
            written(cache, store);
            PrefixCacheTest.store(cache, IntStream.range(0, 11).toArray(), MAIN);
            written(cache, store);
            assertThat(store.stats().blocks()).isEqualTo(3);
        }
    }

    @Test
    void aDamagedBlockEndsTheChainAndTheRestIsComputedAgain() throws InterruptedException, IOException {
        int[] tokens = IntStream.range(0, 16).toArray();
        try (DiskBlockStore store = store(1 << 20);
                PrefixCache cache = cache(store, 1 << 20)) {
            PrefixCacheTest.store(cache, tokens, MAIN);
        }
        List<Path> files = blocks();
        assertThat(files).hasSize(4);
        try (DiskBlockStore store = store(1 << 20);
                PrefixCache cache = cache(store, 1 << 20)) {
            byte[] bytes = Files.readAllBytes(files.get(2));
            bytes[bytes.length - 3] ^= 4;
            Files.write(files.get(2), bytes);
            try (Thaw thaw = thawed(cache, tokens)) {
                PrefixCache.Match match = cache.lookup(tokens, 16, true, thaw);
                assertThat(match.tokens()).isLessThan(16).isGreaterThanOrEqualTo(0);
                assertContent(match, tokens);
            }
            PrefixCacheTest.store(cache, tokens, MAIN);
            assertThat(cache.peek(tokens, 16)).isEqualTo(16);
        }
    }

    @Test
    void twoPromptsThatThawTheSameBlocksBothGetThem() throws InterruptedException {
        int[] tokens = IntStream.range(0, 40).toArray();
        try (DiskBlockStore store = store(1 << 20);
                PrefixCache cache = cache(store, 1 << 20)) {
            PrefixCacheTest.store(cache, tokens, MAIN);
        }
        try (DiskBlockStore store = store(1 << 20);
                PrefixCache cache = cache(store, 5 * BLOCK_BYTES);
                Thaw one = cache.thaw(tokens, 40);
                Thaw two = cache.thaw(tokens, 40)) {
            finish(one);
            finish(two);
            assertContent(cache.lookup(tokens, 40, true, one), tokens);
            assertContent(cache.lookup(tokens, 40, true, two), tokens);
        }
    }

    @Test
    void anotherModelsOrFormatsBlocksAreNotThisOnes() {
        int[] tokens = IntStream.range(0, 16).toArray();
        try (DiskBlockStore store = store(1 << 20)) {
            try (PrefixCache cache = cache(store, 1 << 20)) {
                PrefixCacheTest.store(cache, tokens, MAIN);
            }
            KvLayout half = new KvLayout(2, 1, 4, DType.FLOAT16);
            assertThat(planted(new SsdTier(store, half, BLOCK, "identity", "tiny"), tokens))
                    .isZero();
            assertThat(planted(new SsdTier(store, LAYOUT, BLOCK, "other", "tiny"), tokens))
                    .isZero();
            assertThat(planted(new SsdTier(store, LAYOUT, 8, "identity", "tiny"), tokens))
                    .isZero();
            assertThat(planted(new SsdTier(store, LAYOUT, BLOCK, "identity", "tiny"), tokens))
                    .isEqualTo(16);
        }
    }

    private static int planted(SsdTier ssd, int[] tokens) {
        try (PrefixCache cache = new PrefixCache(BLOCK, 1 << 20, ssd)) {
            return cache.peek(tokens, tokens.length);
        }
    }

    /** Invariant 3 in small: random conversations, budgets, restarts; what comes back is what its tokens must hold. */
    @Test
    void whateverHappensReusedNumbersAreTheRightOnes() throws InterruptedException {
        long handles = Shim.crema_live_handles();
        for (int seed = 0; seed < 6; seed++) {
            Random random = new Random(seed);
            long memory = (2 + random.nextInt(20)) * BLOCK_BYTES;
            long disk = 20_000 + random.nextInt(60_000);
            for (int run = 0; run < 4; run++) {
                try (DiskBlockStore store = store(disk);
                        PrefixCache cache = cache(store, memory)) {
                    for (int step = 0; step < 60; step++) {
                        step(random, cache, store);
                        assertThat(cache.bytes()).isLessThanOrEqualTo(memory);
                        assertThat(store.stats().bytes()).isLessThanOrEqualTo(disk + 4096);
                    }
                }
            }
        }
        assertThat(Shim.crema_live_handles()).isEqualTo(handles);
    }

    private static void step(Random random, PrefixCache cache, DiskBlockStore store) throws InterruptedException {
        int[] tokens = random.ints(1 + random.nextInt(30), 0, 3).toArray();
        boolean main = random.nextInt(4) > 0;
        switch (random.nextInt(6)) {
            case 0 -> cache.writeBehind(random.nextBoolean());
            case 1 -> cache.pin("s" + random.nextInt(3), tokens, random.nextInt(tokens.length + 1));
            case 2, 3 -> {
                try (Thaw thaw = thawed(cache, tokens)) {
                    assertContent(cache.lookup(tokens, tokens.length, main, thaw), tokens);
                }
            }
            case 4 -> {
                if (random.nextInt(10) == 0) {
                    cache.forget(random.nextBoolean() ? "p" : null);
                } else if (random.nextInt(5) == 0) {
                    cache.clear();
                } else {
                    store.flush(Duration.ofSeconds(5));
                }
            }
            default -> PrefixCacheTest.store(cache, tokens, new PrefixCache.Owner(main, "p"));
        }
    }

    private static void assertReusable(PrefixCache cache, int[] tokens, int limit, int fromSsd)
            throws InterruptedException {
        try (Thaw thaw = thawed(cache, Arrays.copyOf(tokens, limit))) {
            PrefixCache.Match match = cache.lookup(tokens, limit, true, thaw);
            assertThat(match.tokens()).isEqualTo(limit);
            assertThat(match.fromSsd()).isEqualTo(fromSsd);
            assertContent(match, tokens);
        }
    }

    private static void assertContent(PrefixCache.Match match, int[] tokens) {
        if (match.tokens() > 0) {
            try (MlxScope scope = MlxScope.open();
                    KvCache restored = KvCache.restored(LAYOUT, match.blocks(), match.tokens(), 50)) {
                PrefixCacheTest.assertHolds(restored, Arrays.copyOf(tokens, match.tokens()));
            }
        }
    }

    private static Thaw thawed(PrefixCache cache, int[] tokens) throws InterruptedException {
        Thaw thaw = cache.thaw(tokens, tokens.length);
        finish(thaw);
        return thaw;
    }

    private static void finish(Thaw thaw) throws InterruptedException {
        while (!thaw.advance()) {
            thaw.await(Duration.ofSeconds(1));
        }
    }

    private static void written(PrefixCache cache, DiskBlockStore store) {
        while (cache.dirty()) {
            cache.writeBehind(true);
        }
        assertThat(store.flush(Duration.ofSeconds(5))).isTrue();
    }

    private List<Path> blocks() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return new ArrayList<>(all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".safetensors"))
                    .toList());
        }
    }

    private DiskBlockStore store(long budget) {
        return DiskBlockStore.open(folder, DiskOptions.of(budget, 0, Long.MAX_VALUE, 1 << 20, null));
    }

    private static PrefixCache cache(DiskBlockStore store, long memory) {
        return new PrefixCache(BLOCK, memory, new SsdTier(store, LAYOUT, BLOCK, "identity", "tiny"));
    }
}

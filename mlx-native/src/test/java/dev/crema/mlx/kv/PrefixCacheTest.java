package dev.crema.mlx.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.mlx.array.DType;
import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.binding.Shim;
import dev.crema.mlx.ops.Rope;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PrefixCacheTest {
    static final KvLayout LAYOUT = new KvLayout(2, 1, 4, DType.FLOAT32);
    private static final Rope UNROTATED = new Rope(4, false, 10_000, 0, null);
    private static final int BLOCK = 4;
    private static final long BLOCK_BYTES = BLOCK * LAYOUT.bytesPerToken();

    @BeforeAll
    static void loadMlx() {
        NativeRuntime.load();
    }

    @Test
    void reuseIsExactToTheToken() {
        try (PrefixCache cache = new PrefixCache(BLOCK, 1 << 20)) {
            int[] first = IntStream.range(0, 11).toArray();
            store(cache, first, true);
            int[] second = IntStream.range(0, 20).toArray();
            assertThat(cache.lookup(second, 19, true).tokens()).isEqualTo(11);
            int[] third = first.clone();
            third[6] = 99;
            assertThat(cache.lookup(third, 11, true).tokens()).isEqualTo(6);
            assertThat(cache.peek(third, 11)).isEqualTo(6);
            assertThat(cache.lookup(first, 10, true).tokens()).isEqualTo(10);
        }
    }

    @Test
    void whatComesBackIsWhatWasStored() {
        Random random = new Random(3);
        try (PrefixCache cache = new PrefixCache(BLOCK, 1 << 20)) {
            for (int round = 0; round < 60; round++) {
                int[] tokens = random.ints(1 + random.nextInt(24), 0, 3).toArray();
                store(cache, tokens, true);
                int[] asked = random.ints(24, 0, 3).toArray();
                PrefixCache.Match match = cache.lookup(asked, asked.length, true);
                if (match.tokens() > 0) {
                    try (KvCache restored = KvCache.restored(LAYOUT, match.blocks(), match.tokens(), 30)) {
                        assertHolds(restored, Arrays.copyOf(asked, match.tokens()));
                    }
                }
            }
        }
    }

    @Test
    void conversationsThatBeginAlikeShareBlocks() {
        try (PrefixCache cache = new PrefixCache(BLOCK, 1 << 20)) {
            store(cache, new int[] {1, 2, 3, 4, 5, 6, 7, 8}, true);
            store(cache, new int[] {1, 2, 3, 4, 9, 9, 9, 9}, true);
            assertThat(cache.blocks()).isEqualTo(3);
        }
    }

    @Test
    void aLongerTailReplacesTheShorterOne() {
        try (PrefixCache cache = new PrefixCache(BLOCK, 1 << 20)) {
            store(cache, new int[] {1, 2, 3, 4, 5}, true);
            store(cache, new int[] {1, 2, 3, 4, 5, 6, 7}, true);
            assertThat(cache.blocks()).isEqualTo(2);
            assertThat(cache.bytes()).isEqualTo(7 * LAYOUT.bytesPerToken());
        }
    }

    @Test
    void theBudgetHoldsAndMainConversationsOutliveSideRequests() {
        try (PrefixCache cache = new PrefixCache(BLOCK, 4 * BLOCK_BYTES)) {
            int[] main = {1, 1, 1, 1, 2, 2, 2, 2};
            store(cache, main, true);
            for (int side = 10; side < 30; side++) {
                store(cache, new int[] {side, side, side, side, 1, 1, 1, 1}, false);
                assertThat(cache.bytes()).isLessThanOrEqualTo(4 * BLOCK_BYTES);
            }
            assertThat(cache.peek(main, 8)).isEqualTo(8);
            assertThat(cache.evicted()).isGreaterThan(30);
        }
    }

    @Test
    void theLongestUnusedGoesFirst() {
        try (PrefixCache cache = new PrefixCache(BLOCK, 3 * BLOCK_BYTES)) {
            int[] a = {1, 1, 1, 1};
            int[] b = {2, 2, 2, 2};
            int[] c = {3, 3, 3, 3};
            store(cache, a, true);
            store(cache, b, true);
            store(cache, c, true);
            cache.lookup(a, 4, true);
            store(cache, new int[] {4, 4, 4, 4}, true);
            assertThat(cache.peek(a, 4)).isEqualTo(4);
            assertThat(cache.peek(b, 4)).isZero();
            assertThat(cache.peek(c, 4)).isEqualTo(4);
        }
    }

    @Test
    void aBudgetOfNothingKeepsNothing() {
        long before = Shim.crema_live_handles();
        try (PrefixCache cache = new PrefixCache(BLOCK, 0)) {
            store(cache, new int[] {1, 2, 3, 4, 5, 6}, true);
            assertThat(cache.blocks()).isZero();
        }
        assertThat(Shim.crema_live_handles()).isEqualTo(before);
    }

    @Test
    void theHeadOfASessionOutlivesOtherMainConversations() {
        try (PrefixCache cache = new PrefixCache(BLOCK, 6 * BLOCK_BYTES)) {
            int[] head = {1, 1, 1, 1, 2, 2, 2, 2};
            store(cache, head, true);
            cache.pin("s", head, 8);
            assertThat(cache.pinned()).isEqualTo(2);
            for (int other = 10; other < 30; other++) {
                store(cache, new int[] {other, other, other, other}, true);
            }
            assertThat(cache.peek(head, 8)).isEqualTo(8);
            assertThat(cache.bytes()).isLessThanOrEqualTo(6 * BLOCK_BYTES);
        }
    }

    @Test
    void pinsTakeAtMostHalfOfTheBudget() {
        try (PrefixCache cache = new PrefixCache(BLOCK, 4 * BLOCK_BYTES)) {
            for (int session = 1; session <= 4; session++) {
                int[] head = {session, session, session, session};
                store(cache, head, true);
                cache.pin("s" + session, head, 4);
                assertThat(cache.pinned()).isLessThanOrEqualTo(2);
            }
        }
    }

    @Test
    void aConversationLargerThanTheBudgetKeepsItsBeginning() {
        try (PrefixCache cache = new PrefixCache(BLOCK, 3 * BLOCK_BYTES)) {
            int[] tokens = IntStream.range(0, 40).toArray();
            store(cache, tokens, true);
            assertThat(cache.peek(tokens, 40)).isEqualTo(3 * BLOCK);
            assertThat(cache.bytes()).isLessThanOrEqualTo(3 * BLOCK_BYTES);
        }
    }

    @Test
    void aSmallerLimitHoldsAtOnceAndALargerOneOnlyUpToTheBudget() {
        try (PrefixCache cache = new PrefixCache(BLOCK, 8 * BLOCK_BYTES)) {
            store(cache, IntStream.range(0, 32).toArray(), true);
            cache.limit(3 * BLOCK_BYTES);
            assertThat(cache.blocks()).isEqualTo(3);
            cache.limit(Long.MAX_VALUE);
            store(cache, IntStream.range(100, 200).toArray(), true);
            assertThat(cache.bytes()).isLessThanOrEqualTo(8 * BLOCK_BYTES);
        }
    }

    @Test
    void aForgottenProjectLeavesTheOthers() {
        try (PrefixCache cache = new PrefixCache(BLOCK, 1 << 20)) {
            int[] mine = {1, 1, 1, 1};
            int[] yours = {2, 2, 2, 2};
            store(cache, mine, new PrefixCache.Owner(true, "mine"));
            store(cache, yours, new PrefixCache.Owner(true, "yours"));
            cache.forget("mine");
            assertThat(cache.peek(mine, 4)).isZero();
            assertThat(cache.peek(yours, 4)).isEqualTo(4);
            cache.forget(null);
            assertThat(cache.bytes()).isZero();
        }
    }

    private static void store(PrefixCache cache, int[] tokens, boolean main) {
        store(cache, tokens, new PrefixCache.Owner(main, ""));
    }

    static void store(PrefixCache cache, int[] tokens, PrefixCache.Owner owner) {
        try (KvCache kv = filled(tokens)) {
            cache.store(tokens, tokens.length, kv, true, owner);
        }
    }

    /** A cache whose keys and values at a position are a function of its token, as far as rows go. */
    static KvCache filled(int[] tokens) {
        KvCache kv = KvCache.empty(LAYOUT, tokens.length);
        try (MlxScope scope = MlxScope.open()) {
            Batch batch = Batch.prefill(kv, tokens.length);
            for (int layer = 0; layer < LAYOUT.layers(); layer++) {
                MlxArray rows = rows(tokens, layer);
                batch.attend(layer, rows, rows, rows, UNROTATED, 1);
            }
            batch.advance();
        }
        return kv;
    }

    private static MlxArray rows(int[] tokens, int layer) {
        float[] values = new float[tokens.length * 4];
        for (int i = 0; i < values.length; i++) {
            values[i] = tokens[i / 4] * 100 + layer * 10 + i % 4;
        }
        return MlxArray.ofFloats(values, tokens.length, 1, 4);
    }

    static void assertHolds(KvCache kv, int[] tokens) {
        try (KvBlock block = kv.copy(0, tokens.length)) {
            float[] found = block.planes().getLast().array().toFloats();
            for (int layer = 0; layer < LAYOUT.layers(); layer++) {
                for (int i = 0; i < tokens.length * 4; i++) {
                    float expected = tokens[i / 4] * 100 + layer * 10 + i % 4;
                    assertThat(found[layer * tokens.length * 4 + i]).isEqualTo(expected);
                }
            }
        }
    }
}

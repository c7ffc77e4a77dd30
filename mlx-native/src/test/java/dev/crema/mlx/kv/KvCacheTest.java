package dev.crema.mlx.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.mlx.array.DType;
import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.binding.Shim;
import dev.crema.mlx.ops.Ops;
import dev.crema.mlx.ops.Rope;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every test runs for every format, and leaves no array behind. */
class KvCacheTest {
    private static final int LAYERS = 3;
    private static final int KV_HEADS = 2;
    private static final Rope UNROTATED = new Rope(32, false, 10_000, 0, null);

    private long handlesBefore;

    @BeforeAll
    static void loadMlx() {
        NativeRuntime.load();
    }

    @BeforeEach
    void countHandles() {
        handlesBefore = Shim.crema_live_handles();
    }

    @AfterEach
    void noArrayIsLeft() {
        assertThat(Shim.crema_live_handles()).isEqualTo(handlesBefore);
    }

    static Stream<KvLayout> layouts() {
        return Stream.of(64, 96)
                .flatMap(dim -> Stream.of(DType.FLOAT32, DType.FLOAT16, DType.BFLOAT16)
                        .flatMap(dtype -> Arrays.stream(KvFormat.values())
                                .map(format -> new KvLayout(LAYERS, KV_HEADS, dim, dtype, format))));
    }

    static Stream<KvLayout> float32Layouts() {
        return layouts().filter(layout -> layout.dtype() == DType.FLOAT32);
    }

    static Stream<KvLayout> quantizedLayouts() {
        return layouts().filter(layout -> layout.format().quantized());
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void aTokenTakesTheBytesThatTheLayoutSays(KvLayout layout) {
        try (KvCache cache = KvCache.empty(layout, 300)) {
            Rows.random(layout, 1, 70).prefill(cache, UNROTATED);
            Ops.eval(cache.arrays());
            assertThat(cache.arrays().stream().mapToLong(MlxArray::nbytes).sum())
                    .isEqualTo(512 * layout.bytesPerToken());
            try (KvBlock block = cache.copy(3, 67)) {
                assertThat(block.tokens()).isEqualTo(64);
                assertThat(block.bytes()).isEqualTo(64 * layout.bytesPerToken());
                assertThat(block.fits(layout)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void blocksComeBackFromPlainMemoryBitByBit(KvLayout layout) {
        try (KvCache cache = KvCache.empty(layout, 100)) {
            Rows.random(layout, 2, 77).prefill(cache, UNROTATED);
            try (KvBlock block = cache.copy(5, 77)) {
                List<HostPlane> host = block.toHost();
                try (KvBlock heap = KvBlock.fromHost(host);
                        KvBlock direct = KvBlock.fromHost(
                                host.stream().map(KvCacheTest::direct).toList())) {
                    assertThat(heap.fits(layout)).isTrue();
                    assertSame(heap, block);
                    assertSame(direct, block);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("float32Layouts")
    void howRowsArriveDoesNotMatterToWhatIsHeld(KvLayout layout) {
        Random random = new Random(11);
        Rope rotated = new Rope(layout.headDim(), false, 10_000, 1, null);
        Rows rows = Rows.random(layout, 3, 560);
        try (KvCache whole = KvCache.empty(layout, 560)) {
            rows.prefill(whole, rotated);
            for (int round = 0; round < 5; round++) {
                try (KvCache pieces = KvCache.empty(layout, 1);
                        KvCache other = KvCache.empty(layout, 1)) {
                    rows.part(0, 1 + random.nextInt(300)).prefill(other, rotated);
                    while (pieces.length() < rows.tokens()) {
                        int at = pieces.length();
                        if (random.nextBoolean()) {
                            int count = Math.min(random.nextInt(1, 200), rows.tokens() - at);
                            rows.part(at, at + count).prefill(pieces, rotated);
                        } else {
                            rows.part(at, at + 1).decode(List.of(other, pieces), rotated);
                        }
                    }
                    assertHoldSame(pieces, whole, rows.tokens());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void aRestoredCacheHoldsTheVeryBits(KvLayout layout) {
        try (KvCache cache = KvCache.empty(layout, 1)) {
            Rows.random(layout, 4, 150).prefill(cache, UNROTATED);
            try (KvBlock first = cache.copy(0, 64);
                    KvBlock second = cache.copy(64, 128);
                    KvBlock tail = cache.copy(128, 150)) {
                for (int length : new int[] {1, 63, 64, 100, 128, 150}) {
                    try (KvCache restored = KvCache.restored(layout, List.of(first, second, tail), length, 400)) {
                        assertThat(restored.length()).isEqualTo(length);
                        assertHoldSame(restored, cache, length);
                    }
                }
            }
        }
    }

    /** The bound is one step of a group whose numbers fill [-1, 1): MLX moves the scale so that the largest is met exactly. */
    @ParameterizedTest
    @MethodSource("quantizedLayouts")
    void quantizedNumbersAreWithinAStepOfWhatCame(KvLayout layout) {
        Rows rows = Rows.random(layout, 5, 40);
        try (KvCache cache = KvCache.empty(layout, 40)) {
            rows.prefill(cache, UNROTATED);
            Rows held = rows.held(cache);
            float step = 2f / ((1 << layout.format().bits()) - 1) + rounding(layout);
            assertThat(largestDifference(held.keys(), rows.keys())).isLessThan(step);
            assertThat(largestDifference(held.values(), rows.values())).isLessThan(step);
        }
    }

    @ParameterizedTest
    @MethodSource("quantizedLayouts")
    void attentionIsThatOverTheQuantizedNumbers(KvLayout layout) {
        Rows rows = Rows.random(layout, 6, 90);
        KvLayout dense = layout.withFormat(KvFormat.MODEL);
        try (KvCache quantized = KvCache.empty(layout, 1);
                KvCache shorter = KvCache.empty(layout, 1);
                KvCache peer = KvCache.empty(dense, 1)) {
            Rows held = heldAfterAll(rows);
            rows.part(0, 30).prefill(shorter, UNROTATED);
            assertThat(largestDifference(
                            rows.part(0, 80).prefill(quantized, UNROTATED),
                            held.part(0, 80).prefill(peer, UNROTATED)))
                    .isLessThan(rounding(layout));
            for (int at = 80; at < 90; at++) {
                float[] both = rows.part(at, at + 1).decode(List.of(quantized, shorter), UNROTATED);
                float[] one = held.part(at, at + 1).decode(List.of(peer), UNROTATED);
                assertThat(largestDifference(Arrays.copyOf(both, one.length), one))
                        .isLessThan(rounding(layout));
            }
        }
    }

    @Test
    void aBlockOfAnotherLayoutIsRefused() {
        KvLayout layout = new KvLayout(LAYERS, KV_HEADS, 64, DType.FLOAT32);
        try (KvCache cache = KvCache.empty(layout, 10)) {
            Rows.random(layout, 7, 10).prefill(cache, UNROTATED);
            try (KvBlock block = cache.copy(0, 10)) {
                for (KvLayout other : List.of(
                        layout.withFormat(KvFormat.Q8),
                        new KvLayout(LAYERS + 1, KV_HEADS, 64, DType.FLOAT32),
                        new KvLayout(LAYERS, KV_HEADS + 1, 64, DType.FLOAT32),
                        new KvLayout(LAYERS, KV_HEADS, 128, DType.FLOAT32),
                        new KvLayout(LAYERS, KV_HEADS, 64, DType.FLOAT16))) {
                    assertThat(block.fits(other)).as("%s", other).isFalse();
                    assertThatThrownBy(() -> KvCache.restored(other, List.of(block), 10, 10))
                            .isInstanceOf(IllegalArgumentException.class);
                }
            }
        }
    }

    @Test
    void aPlaneWithTooFewBytesIsRefused() {
        assertThatThrownBy(() -> new HostPlane(
                        "keys", DType.FLOAT32, new int[] {1, 1, 4, 8}, ByteBuffer.allocate(4 * 8 * 4 - 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("127 bytes")
                .hasMessageContaining("128");
    }

    private static Rows heldAfterAll(Rows rows) {
        try (KvCache cache = KvCache.empty(rows.layout(), 1)) {
            rows.prefill(cache, UNROTATED);
            return rows.held(cache);
        }
    }

    private static float rounding(KvLayout layout) {
        return layout.dtype() == DType.FLOAT32 ? 1e-5f : 0.02f;
    }

    private static float largestDifference(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        float largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    private static HostPlane direct(HostPlane plane) {
        ByteBuffer data = ByteBuffer.allocateDirect(3 + plane.data().remaining());
        data.position(3).put(plane.data().duplicate()).position(3);
        return new HostPlane(plane.name(), plane.dtype(), plane.shape(), data);
    }

    private static void assertHoldSame(KvCache found, KvCache expected, int tokens) {
        try (KvBlock one = found.copy(0, tokens);
                KvBlock two = expected.copy(0, tokens)) {
            assertSame(one, two);
        }
    }

    private static void assertSame(KvBlock found, KvBlock expected) {
        List<HostPlane> one = found.toHost();
        List<HostPlane> two = expected.toHost();
        assertThat(one)
                .extracting(HostPlane::name)
                .isEqualTo(two.stream().map(HostPlane::name).toList());
        for (int i = 0; i < two.size(); i++) {
            HostPlane plane = two.get(i);
            assertThat(one.get(i).dtype()).isEqualTo(plane.dtype());
            assertThat(one.get(i).shape()).isEqualTo(plane.shape());
            assertThat(one.get(i).data().mismatch(plane.data()))
                    .as(plane.name())
                    .isEqualTo(-1);
        }
    }
}

package dev.crema.mlx.kv;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import dev.crema.mlx.ops.Attention;
import dev.crema.mlx.ops.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Keys and values of one running sequence, all layers, growing in steps. Held in the layout's format: what is appended to
 * a quantized cache is quantized at once. Owns its arrays. Engine thread only.
 */
public final class KvCache implements AutoCloseable {
    /** Capacity grows by this many tokens, so that appending seldom copies. */
    private static final int GROWTH = 256;

    private final KvLayout layout;
    /** By plane, then by layer: [1, kv heads, capacity, width]. */
    private final List<List<MlxArray>> planes;

    private int length;
    private int capacity;

    private KvCache(KvLayout layout, List<List<MlxArray>> planes, int length, int capacity) {
        this.layout = layout;
        this.planes = planes;
        this.length = length;
        this.capacity = capacity;
    }

    /** An empty cache with room for {@code expected} tokens. */
    public static KvCache empty(KvLayout layout, int expected) {
        int capacity = roundUp(expected);
        List<KvLayout.Plane> shapes = layout.planes();
        return new KvCache(
                layout,
                filled(layout, plane -> layer -> {
                    KvLayout.Plane shape = shapes.get(plane);
                    return MlxArray.zeros(shape.dtype(), 1, layout.kvHeads(), capacity, shape.width());
                }),
                0,
                capacity);
    }

    /**
     * A cache that starts with the first {@code length} tokens of a chain of blocks and has room for {@code expected}. Holds
     * the very bits that were copied into the blocks.
     *
     * @throws IllegalArgumentException if a block is not of this layout
     */
    public static KvCache restored(KvLayout layout, List<KvBlock> blocks, int length, int expected) {
        for (KvBlock block : blocks) {
            if (!block.fits(layout)) {
                throw new IllegalArgumentException("the block " + block + " does not fit the layout " + layout);
            }
        }
        int capacity = roundUp(Math.max(expected, length));
        return new KvCache(
                layout,
                filled(layout, plane -> {
                    long[] handles = blocks.stream()
                            .mapToLong(
                                    block -> block.planes().get(plane).array().handle())
                            .toArray();
                    return layer -> Attention.restore(handles, layer, length, capacity);
                }),
                length,
                capacity);
    }

    private static List<List<MlxArray>> filled(KvLayout layout, IntFunction<IntFunction<MlxArray>> planes) {
        List<List<MlxArray>> made = new ArrayList<>();
        try (MlxScope scope = MlxScope.open()) {
            for (int plane = 0; plane < layout.planes().size(); plane++) {
                IntFunction<MlxArray> ofLayer = planes.apply(plane);
                List<MlxArray> layers = new ArrayList<>();
                for (int layer = 0; layer < layout.layers(); layer++) {
                    layers.add(ofLayer.apply(layer));
                }
                made.add(layers);
            }
            made.forEach(layers -> layers.replaceAll(scope::keep));
        }
        return made;
    }

    /** Tokens in the cache. */
    public int length() {
        return length;
    }

    /** Bytes of keys and values of one token. */
    long bytesPerToken() {
        return layout.bytesPerToken();
    }

    /** Makes room for more tokens. */
    void reserve(int more) {
        if (length + more <= capacity) {
            return;
        }
        capacity = roundUp(length + more);
        for (MlxArray array : arrays()) {
            Attention.grow(array, length, capacity);
        }
    }

    /** Counts tokens that a forward pass appended. */
    void advance(int tokens) {
        length += tokens;
    }

    /** Number of arrays per layer. */
    int planes() {
        return planes.size();
    }

    /** Writes the handles of a layer's planes to {@code handles} from {@code at} on. */
    void handles(int layer, long[] handles, int at) {
        for (int plane = 0; plane < planes.size(); plane++) {
            handles[at + plane] = planes.get(plane).get(layer).handle();
        }
    }

    /** Every array, to be evaluated. */
    public List<MlxArray> arrays() {
        return planes.stream().flatMap(List::stream).toList();
    }

    /** A copy of tokens {@code [start, stop)}, evaluated and owned by the caller. */
    public KvBlock copy(int start, int stop) {
        List<KvLayout.Plane> shapes = layout.planes();
        try (MlxScope scope = MlxScope.open()) {
            List<MlxArray> copies = new ArrayList<>();
            for (List<MlxArray> layers : planes) {
                long[] handles = layers.stream().mapToLong(MlxArray::handle).toArray();
                copies.add(Attention.block(handles, start, stop));
            }
            Ops.eval(copies);
            List<KvBlock.Plane> kept = new ArrayList<>();
            for (int plane = 0; plane < copies.size(); plane++) {
                kept.add(new KvBlock.Plane(shapes.get(plane).name(), scope.keep(copies.get(plane))));
            }
            return new KvBlock(kept);
        }
    }

    private static int roundUp(int tokens) {
        return Math.max(1, (tokens + GROWTH - 1) / GROWTH) * GROWTH;
    }

    @Override
    public void close() {
        MlxScope.free(arrays());
    }
}

package dev.crema.mlx.kv;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import dev.crema.mlx.ops.Attention;
import dev.crema.mlx.ops.Ops;
import java.util.ArrayList;
import java.util.List;

/** Keys and values of one running sequence, all layers, growing in steps. Owns its arrays. */
public final class KvCache implements AutoCloseable {
    /** Capacity grows by this many tokens, so that appending seldom copies. */
    private static final int GROWTH = 256;

    private final List<MlxArray> keys;
    private final List<MlxArray> values;
    private int length;
    private int capacity;

    private KvCache(List<MlxArray> keys, List<MlxArray> values, int length, int capacity) {
        this.keys = keys;
        this.values = values;
        this.length = length;
        this.capacity = capacity;
    }

    /** An empty cache with room for {@code expected} tokens. */
    public static KvCache empty(KvLayout layout, int expected) {
        int capacity = roundUp(expected);
        List<MlxArray> keys = new ArrayList<>();
        List<MlxArray> values = new ArrayList<>();
        try (MlxScope scope = MlxScope.open()) {
            for (int layer = 0; layer < layout.layers(); layer++) {
                keys.add(scope.keep(MlxArray.zeros(layout.dtype(), 1, layout.kvHeads(), capacity, layout.headDim())));
                values.add(scope.keep(MlxArray.zeros(layout.dtype(), 1, layout.kvHeads(), capacity, layout.headDim())));
            }
        }
        return new KvCache(keys, values, 0, capacity);
    }

    /** A cache that starts with the first {@code length} tokens of a chain of blocks and has room for {@code expected}. */
    public static KvCache restored(KvLayout layout, List<KvBlock> blocks, int length, int expected) {
        int capacity = roundUp(Math.max(expected, length));
        long[] keyBlocks =
                blocks.stream().mapToLong(block -> block.keys().handle()).toArray();
        long[] valueBlocks =
                blocks.stream().mapToLong(block -> block.values().handle()).toArray();
        List<MlxArray> keys = new ArrayList<>();
        List<MlxArray> values = new ArrayList<>();
        try (MlxScope scope = MlxScope.open()) {
            for (int layer = 0; layer < layout.layers(); layer++) {
                keys.add(scope.keep(Attention.restore(keyBlocks, layer, length, capacity)));
                values.add(scope.keep(Attention.restore(valueBlocks, layer, length, capacity)));
            }
        }
        return new KvCache(keys, values, length, capacity);
    }

    /** Tokens in the cache. */
    public int length() {
        return length;
    }

    /** Makes room for more tokens. */
    void reserve(int more) {
        if (length + more <= capacity) {
            return;
        }
        capacity = roundUp(length + more);
        for (int layer = 0; layer < keys.size(); layer++) {
            Attention.grow(keys.get(layer), length, capacity);
            Attention.grow(values.get(layer), length, capacity);
        }
    }

    /** Counts tokens that a forward pass appended. */
    void advance(int tokens) {
        length += tokens;
    }

    MlxArray keys(int layer) {
        return keys.get(layer);
    }

    MlxArray values(int layer) {
        return values.get(layer);
    }

    /** Every array, to be evaluated. */
    public List<MlxArray> arrays() {
        List<MlxArray> all = new ArrayList<>(keys);
        all.addAll(values);
        return all;
    }

    /** A copy of tokens {@code [start, stop)}, evaluated and owned by the caller. */
    public KvBlock copy(int start, int stop) {
        try (MlxScope scope = MlxScope.open()) {
            MlxArray k = Attention.block(handles(keys), start, stop);
            MlxArray v = Attention.block(handles(values), start, stop);
            Ops.eval(List.of(k, v));
            return new KvBlock(scope.keep(k), scope.keep(v));
        }
    }

    private static long[] handles(List<MlxArray> arrays) {
        return arrays.stream().mapToLong(MlxArray::handle).toArray();
    }

    private static int roundUp(int tokens) {
        return Math.max(1, (tokens + GROWTH - 1) / GROWTH) * GROWTH;
    }

    @Override
    public void close() {
        MlxScope.free(keys);
        MlxScope.free(values);
    }
}

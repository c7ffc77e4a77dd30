package dev.crema.mlx.ops;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.binding.Shim;

/**
 * Attention over KV caches, copies between caches and blocks, and attention without a cache. A layer's cache is a list of planes [1, kv heads,
 * capacity, width] which these operations replace in place, so that MLX reuses the buffer instead of copying it: keys and
 * values, or packed keys, their scales, their biases and the same three of the values.
 */
public final class Attention {
    private Attention() {}

    /**
     * Rows of one sequence that continue at {@code offset}: rotates them, appends keys and values, attends causally.
     *
     * @param q [rows, heads, head dim]
     * @param k [rows, kv heads, head dim]
     * @param v as k
     * @param planes handles of the layer's planes
     * @return [rows, heads × head dim]
     */
    public static MlxArray rows(MlxArray q, MlxArray k, MlxArray v, long[] planes, int offset, Rope rope, float scale) {
        return MlxArray.of(Shim.crema_attend_rows(
                q.handle(),
                k.handle(),
                v.handle(),
                planes,
                planes.length,
                offset,
                rope.dims(),
                rope.traditional() ? 1 : 0,
                rope.base(),
                rope.scale(),
                rope.frequenciesHandle(),
                scale));
    }

    /**
     * One row of each of several sequences: row i continues sequence i at {@code offsets[i]}.
     *
     * @param q [sequences, heads, head dim]
     * @param k [sequences, kv heads, head dim]
     * @param v as k
     * @param positions the offsets as an int32 array
     * @param planes handles of the layer's planes of each sequence, one sequence after another
     * @return [sequences, heads × head dim]
     */
    public static MlxArray batch(
            MlxArray q,
            MlxArray k,
            MlxArray v,
            MlxArray positions,
            long[] planes,
            int[] offsets,
            Rope rope,
            float scale) {
        return MlxArray.of(Shim.crema_attend_batch(
                q.handle(),
                k.handle(),
                v.handle(),
                positions.handle(),
                planes,
                planes.length / offsets.length,
                offsets,
                offsets.length,
                rope.dims(),
                rope.traditional() ? 1 : 0,
                rope.base(),
                rope.scale(),
                rope.frequenciesHandle(),
                scale));
    }

    /**
     * Every row attends to all rows of its own text, as in encoders; no cache, no rotation.
     *
     * @param q rows of texts of one length, [texts × length, heads × head dim]
     * @param k as q
     * @param v as q
     * @return as q
     */
    public static MlxArray texts(MlxArray q, MlxArray k, MlxArray v, int texts, int heads, float scale) {
        return MlxArray.of(Shim.crema_attend_texts(q.handle(), k.handle(), v.handle(), texts, heads, scale));
    }

    /** Changes a plane's capacity; its first {@code length} positions stay. */
    public static void grow(MlxArray plane, int length, int capacity) {
        NativeRuntime.check(Shim.crema_kv_grow(plane.handle(), length, capacity));
    }

    /** Positions {@code [start, stop)} of one plane of all layers as one array [layers, kv heads, stop - start, width]. */
    public static MlxArray block(long[] layers, int start, int stop) {
        return MlxArray.of(Shim.crema_kv_block(layers, layers.length, start, stop));
    }

    /** One plane of a layer, of the given capacity, filled with the first {@code length} positions of a chain of blocks. */
    public static MlxArray restore(long[] blocks, int layer, int length, int capacity) {
        return MlxArray.of(Shim.crema_kv_restore(blocks, blocks.length, layer, length, capacity));
    }
}

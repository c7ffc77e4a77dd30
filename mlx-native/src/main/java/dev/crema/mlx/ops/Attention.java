package dev.crema.mlx.ops;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.binding.Shim;

/**
 * Attention: over KV caches, with copies between caches and blocks, and without a cache. A layer's cache is a pair of arrays [1, kv heads,
 * capacity, head dim] which these operations replace in place, so that MLX reuses the buffer instead of copying it.
 */
public final class Attention {
    private Attention() {}

    /**
     * Rows of one sequence that continue at {@code offset}: rotates them, appends keys and values, attends causally.
     *
     * @param q [rows, heads, head dim]
     * @param k [rows, kv heads, head dim]
     * @param v as k
     * @return [rows, heads × head dim]
     */
    public static MlxArray rows(
            MlxArray q, MlxArray k, MlxArray v, MlxArray keys, MlxArray values, int offset, Rope rope, float scale) {
        return MlxArray.of(Shim.crema_attend_rows(
                q.handle(),
                k.handle(),
                v.handle(),
                keys.handle(),
                values.handle(),
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
     * @param keys handles of the sequences' key caches
     * @param values handles of the sequences' value caches
     * @return [sequences, heads × head dim]
     */
    public static MlxArray batch(
            MlxArray q,
            MlxArray k,
            MlxArray v,
            MlxArray positions,
            long[] keys,
            long[] values,
            int[] offsets,
            Rope rope,
            float scale) {
        return MlxArray.of(Shim.crema_attend_batch(
                q.handle(),
                k.handle(),
                v.handle(),
                positions.handle(),
                keys,
                values,
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

    /** Changes a cache's capacity; its first {@code length} positions stay. */
    public static void grow(MlxArray cache, int length, int capacity) {
        NativeRuntime.check(Shim.crema_kv_grow(cache.handle(), length, capacity));
    }

    /** Positions {@code [start, stop)} of all layers' caches as one block [layers, kv heads, stop - start, head dim]. */
    public static MlxArray block(long[] caches, int start, int stop) {
        return MlxArray.of(Shim.crema_kv_block(caches, caches.length, start, stop));
    }

    /** One layer's cache of the given capacity, filled with the first {@code length} positions of a chain of blocks. */
    public static MlxArray restore(long[] blocks, int layer, int length, int capacity) {
        return MlxArray.of(Shim.crema_kv_restore(blocks, blocks.length, layer, length, capacity));
    }
}

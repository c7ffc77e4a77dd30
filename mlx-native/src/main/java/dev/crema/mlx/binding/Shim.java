package dev.crema.mlx.binding;

/**
 * The shim's functions, one to one; {@code src/main/native} documents each. Array arguments are read during the call only.
 * Handles returned are owned by the caller; 0 and negative statuses mean failure. The packages array and ops are
 * what the rest of the engine calls.
 */
public final class Shim {
    private Shim() {}

    public static native String crema_last_error();

    public static native String crema_mlx_version();

    public static native String crema_built_version();

    public static native int crema_gpu_available();

    public static native long crema_live_handles();

    public static native long crema_active_memory();

    public static native int crema_clear_cache();

    public static native int crema_synchronize();

    public static native int crema_eval(long[] handles, int count);

    public static native int crema_async_eval(long[] handles, int count);

    public static native void crema_free_all(long[] handles, int count);

    public static native long crema_from_memory(long address, int dtype, int[] shape, int ndim);

    public static native long crema_from_ints(int[] values, int[] shape, int ndim);

    public static native long crema_from_floats(float[] values, int[] shape, int ndim);

    public static native long crema_random_key(long seed);

    public static native long crema_zeros(int[] shape, int ndim, int dtype);

    public static native long crema_scalar(float value, int dtype);

    public static native int crema_ndim(long a);

    public static native int crema_dtype(long a);

    public static native int crema_shape(long a, int[] out);

    public static native long crema_nbytes(long a);

    public static native int crema_read_floats(long a, float[] out, long count);

    public static native int crema_read_bytes(long a, byte[] out, long count);

    public static native int crema_read_ints(long a, int[] out, long count);

    public static native long crema_astype(long a, int dtype);

    public static native long crema_reshape(long a, int[] shape, int ndim);

    public static native long crema_transpose(long a, int[] axes, int count);

    public static native long crema_contiguous(long a);

    public static native long crema_slice(long a, int[] start, int[] stop, int ndim);

    public static native long crema_concatenate(long[] handles, int count, int axis);

    public static native long crema_take(long a, long indices, int axis);

    public static native long crema_take_along(long a, long indices, int axis);

    public static native long crema_count_at(long a, long indices);

    public static native long crema_add(long a, long b);

    public static native long crema_subtract(long a, long b);

    public static native long crema_multiply(long a, long b);

    public static native long crema_less(long a, long b);

    public static native long crema_greater(long a, long b);

    public static native long crema_where(long condition, long a, long b);

    public static native long crema_matmul(long a, long b);

    public static native long crema_addmm(long c, long a, long b);

    public static native long crema_quantized_matmul(
            long x, long weight, long scales, long biases, int groupSize, int bits);

    public static native long crema_dequantize(long weight, long scales, long biases, int groupSize, int bits);

    public static native long crema_argmax(long a, int axis);

    public static native long crema_softmax(long a, int axis);

    public static native long crema_logsumexp(long a, int axis);

    public static native long crema_max(long a, int axis);

    public static native long crema_min(long a, int axis);

    public static native long crema_mean(long a, int axis);

    public static native long crema_sort(long a, int axis);

    public static native long crema_cumsum(long a, int axis);

    public static native long crema_topk(long a, int k, int axis);

    public static native long crema_topk_positions(long a, int k);

    public static native long crema_categorical(long logits, long key);

    public static native long crema_rms_norm(long x, long weight, float eps);

    public static native long crema_layer_norm(long x, long weight, long bias, float eps);

    public static native long crema_gelu(long x);

    public static native long crema_swiglu(long gate, long up);

    public static native long crema_attend_rows(
            long q,
            long k,
            long v,
            long[] planes,
            int planeCount,
            int offset,
            int ropeDims,
            int traditional,
            float base,
            float ropeScale,
            long freqs,
            float scale);

    public static native long crema_attend_batch(
            long q,
            long k,
            long v,
            long positions,
            long[] planes,
            int planeCount,
            int[] offsets,
            int count,
            int ropeDims,
            int traditional,
            float base,
            float ropeScale,
            long freqs,
            float scale);

    public static native long crema_attend_texts(long q, long k, long v, int texts, int heads, float scale);

    public static native int crema_kv_grow(long plane, int length, int capacity);

    public static native long crema_kv_block(long[] planes, int layers, int start, int stop);

    public static native long crema_kv_restore(long[] blocks, int count, int layer, int length, int capacity);
}

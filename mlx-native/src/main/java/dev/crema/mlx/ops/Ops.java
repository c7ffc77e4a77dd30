package dev.crema.mlx.ops;

import dev.crema.mlx.array.DType;
import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.binding.Shim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** General tensor operations. Shapes broadcast as in NumPy; a negative axis counts from the innermost. */
public final class Ops {
    private Ops() {}

    /** Computes arrays and waits. */
    public static void eval(List<MlxArray> arrays) {
        NativeRuntime.check(Shim.crema_eval(handles(arrays), arrays.size()));
    }

    /** Starts computing arrays and returns. */
    public static void asyncEval(List<MlxArray> arrays) {
        NativeRuntime.check(Shim.crema_async_eval(handles(arrays), arrays.size()));
    }

    /** The same elements as another type. */
    public static MlxArray astype(MlxArray a, DType type) {
        return MlxArray.of(Shim.crema_astype(a.handle(), type.code()));
    }

    /** The same elements in another shape; one dimension may be -1. */
    public static MlxArray reshape(MlxArray a, int... shape) {
        return MlxArray.of(Shim.crema_reshape(a.handle(), shape, shape.length));
    }

    /** Axes in another order. */
    public static MlxArray transpose(MlxArray a, int... axes) {
        return MlxArray.of(Shim.crema_transpose(a.handle(), axes, axes.length));
    }

    /** The same array laid out row by row. */
    public static MlxArray contiguous(MlxArray a) {
        return MlxArray.of(Shim.crema_contiguous(a.handle()));
    }

    /** {@code a[start:stop]} in every dimension. */
    public static MlxArray slice(MlxArray a, int[] start, int[] stop) {
        return MlxArray.of(Shim.crema_slice(a.handle(), start, stop, start.length));
    }

    /** {@code a[from:to]} along the outermost axis. */
    public static MlxArray rows(MlxArray a, int from, int to) {
        int[] stop = a.shape();
        int[] start = new int[stop.length];
        start[0] = from;
        stop[0] = to;
        return slice(a, start, stop);
    }

    /** Arrays joined along an axis. */
    public static MlxArray concatenate(List<MlxArray> arrays, int axis) {
        return MlxArray.of(Shim.crema_concatenate(handles(arrays), arrays.size(), axis));
    }

    /** Elements at the given positions of an axis. */
    public static MlxArray take(MlxArray a, MlxArray positions, int axis) {
        return MlxArray.of(Shim.crema_take(a.handle(), positions.handle(), axis));
    }

    /** Elements at positions given per line; {@code positions} has the shape of {@code a} but for the axis. */
    public static MlxArray takeAlong(MlxArray a, MlxArray positions, int axis) {
        return MlxArray.of(Shim.crema_take_along(a.handle(), positions.handle(), axis));
    }

    /** A vector with 1 added at the given positions, once per occurrence. */
    public static MlxArray countAt(MlxArray vector, MlxArray positions) {
        return MlxArray.of(Shim.crema_count_at(vector.handle(), positions.handle()));
    }

    /** Sum. */
    public static MlxArray add(MlxArray a, MlxArray b) {
        return MlxArray.of(Shim.crema_add(a.handle(), b.handle()));
    }

    /** Difference. */
    public static MlxArray subtract(MlxArray a, MlxArray b) {
        return MlxArray.of(Shim.crema_subtract(a.handle(), b.handle()));
    }

    /** Product, element by element. */
    public static MlxArray multiply(MlxArray a, MlxArray b) {
        return MlxArray.of(Shim.crema_multiply(a.handle(), b.handle()));
    }

    /** Product with a number. */
    public static MlxArray multiply(MlxArray a, float factor) {
        return multiply(a, MlxArray.scalar(factor, a.dtype()));
    }

    /** Whether a is below b, element by element. */
    public static MlxArray less(MlxArray a, MlxArray b) {
        return MlxArray.of(Shim.crema_less(a.handle(), b.handle()));
    }

    /** Whether a is above b, element by element. */
    public static MlxArray greater(MlxArray a, MlxArray b) {
        return MlxArray.of(Shim.crema_greater(a.handle(), b.handle()));
    }

    /** Elements of a where the condition holds, of b elsewhere. */
    public static MlxArray where(MlxArray condition, MlxArray a, MlxArray b) {
        return MlxArray.of(Shim.crema_where(condition.handle(), a.handle(), b.handle()));
    }

    /** Matrix product of the two innermost dimensions. */
    public static MlxArray matmul(MlxArray a, MlxArray b) {
        return MlxArray.of(Shim.crema_matmul(a.handle(), b.handle()));
    }

    /** {@code c + a × b}. */
    public static MlxArray addmm(MlxArray c, MlxArray a, MlxArray b) {
        return MlxArray.of(Shim.crema_addmm(c.handle(), a.handle(), b.handle()));
    }

    /** {@code x × dequantized(weight)ᵀ} for a group-quantized weight [out, in]. */
    public static MlxArray quantizedMatmul(
            MlxArray x, MlxArray weight, MlxArray scales, @Nullable MlxArray biases, int groupSize, int bits) {
        return MlxArray.of(Shim.crema_quantized_matmul(
                x.handle(), weight.handle(), scales.handle(), handleOrZero(biases), groupSize, bits));
    }

    /** A group-quantized weight as numbers of its scales' type. */
    public static MlxArray dequantize(
            MlxArray weight, MlxArray scales, @Nullable MlxArray biases, int groupSize, int bits) {
        return MlxArray.of(
                Shim.crema_dequantize(weight.handle(), scales.handle(), handleOrZero(biases), groupSize, bits));
    }

    /** Positions of the largest elements, as int32. */
    public static MlxArray argmax(MlxArray a, int axis) {
        return MlxArray.of(Shim.crema_argmax(a.handle(), axis));
    }

    /** Softmax, accumulated in float32. */
    public static MlxArray softmax(MlxArray a, int axis) {
        return MlxArray.of(Shim.crema_softmax(a.handle(), axis));
    }

    /** log Σ exp; the axis stays with size 1. */
    public static MlxArray logsumexp(MlxArray a, int axis) {
        return MlxArray.of(Shim.crema_logsumexp(a.handle(), axis));
    }

    /** Largest elements; the axis stays with size 1. */
    public static MlxArray max(MlxArray a, int axis) {
        return MlxArray.of(Shim.crema_max(a.handle(), axis));
    }

    /** Smallest elements; the axis stays with size 1. */
    public static MlxArray min(MlxArray a, int axis) {
        return MlxArray.of(Shim.crema_min(a.handle(), axis));
    }

    /** Mean along an axis, which goes away. */
    public static MlxArray mean(MlxArray a, int axis) {
        return MlxArray.of(Shim.crema_mean(a.handle(), axis));
    }

    /** Ascending along an axis. */
    public static MlxArray sort(MlxArray a, int axis) {
        return MlxArray.of(Shim.crema_sort(a.handle(), axis));
    }

    /** Running sums along an axis, each including its own element. */
    public static MlxArray cumsum(MlxArray a, int axis) {
        return MlxArray.of(Shim.crema_cumsum(a.handle(), axis));
    }

    /** The k largest elements along an axis, in no order. */
    public static MlxArray topk(MlxArray a, int k, int axis) {
        return MlxArray.of(Shim.crema_topk(a.handle(), k, axis));
    }

    /** Positions of the k largest elements along the innermost axis, in no order, as int32. */
    public static MlxArray topkPositions(MlxArray a, int k) {
        return MlxArray.of(Shim.crema_topk_positions(a.handle(), k));
    }

    /** A position sampled from unnormalised log-probabilities along the innermost axis, as int32. */
    public static MlxArray categorical(MlxArray logits, MlxArray key) {
        return MlxArray.of(Shim.crema_categorical(logits.handle(), key.handle()));
    }

    /** A key for random numbers. */
    public static MlxArray randomKey(long seed) {
        return MlxArray.of(Shim.crema_random_key(seed));
    }

    /** Root-mean-square normalisation over the innermost axis, times a weight vector. */
    public static MlxArray rmsNorm(MlxArray x, MlxArray weight, float eps) {
        return MlxArray.of(Shim.crema_rms_norm(x.handle(), weight.handle(), eps));
    }

    /** Normalisation to mean 0 and variance 1 over the innermost axis, times a weight vector, plus a bias vector. */
    public static MlxArray layerNorm(MlxArray x, MlxArray weight, MlxArray bias, float eps) {
        return MlxArray.of(Shim.crema_layer_norm(x.handle(), weight.handle(), bias.handle(), eps));
    }

    /** {@code x · Φ(x)} with the error function, not its approximation by tanh (Hendrycks and Gimpel 2016). */
    public static MlxArray gelu(MlxArray x) {
        return MlxArray.of(Shim.crema_gelu(x.handle()));
    }

    /** {@code silu(gate) · up} (Shazeer 2020). */
    public static MlxArray swiglu(MlxArray gate, MlxArray up) {
        return MlxArray.of(Shim.crema_swiglu(gate.handle(), up.handle()));
    }

    /** The handles of arrays, for shim calls. */
    public static long[] handles(List<MlxArray> arrays) {
        long[] handles = new long[arrays.size()];
        for (int i = 0; i < handles.length; i++) {
            handles[i] = arrays.get(i).handle();
        }
        return handles;
    }

    private static long handleOrZero(@Nullable MlxArray array) {
        return array == null ? 0 : array.handle();
    }
}

package dev.crema.mlx.array;

import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.binding.Shim;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A handle on a native array: a node of MLX's lazy graph until it is evaluated. Owned by the {@link MlxScope} that was
 * open when it was made, or by whoever kept it. Use after it was freed throws. Engine thread only.
 */
public final class MlxArray implements AutoCloseable {
    private long handle;

    MlxArray(long handle) {
        this.handle = handle;
    }

    /**
     * Takes over a handle that a shim call returned; the innermost open scope owns the array.
     *
     * @throws dev.crema.mlx.binding.MlxException if the call failed
     */
    public static MlxArray of(long handle) {
        return MlxScope.current().adopt(NativeRuntime.check(handle));
    }

    /** An int32 vector. */
    public static MlxArray ofInts(int... values) {
        return of(Shim.crema_from_ints(values, new int[] {values.length}, 1));
    }

    /** A float32 array of the given shape. */
    public static MlxArray ofFloats(float[] values, int... shape) {
        return of(Shim.crema_from_floats(values, shape, shape.length));
    }

    /** Copies row-major host memory into a new array. */
    public static MlxArray ofMemory(MemorySegment data, DType type, int... shape) {
        if (data.isNative()) {
            return of(Shim.crema_from_memory(data.address(), type.code(), shape, shape.length));
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy =
                    arena.allocate(Math.max(1, data.byteSize()), 16).copyFrom(data);
            return of(Shim.crema_from_memory(copy.address(), type.code(), shape, shape.length));
        }
    }

    /** Zeros. */
    public static MlxArray zeros(DType type, int... shape) {
        return of(Shim.crema_zeros(shape, shape.length, type.code()));
    }

    /** A scalar without dimensions. */
    public static MlxArray scalar(float value, DType type) {
        return of(Shim.crema_scalar(value, type.code()));
    }

    /**
     * The native handle, for shim calls.
     *
     * @throws IllegalStateException if the array was freed
     */
    public long handle() {
        if (handle == 0) {
            throw new IllegalStateException("this array was freed with its scope");
        }
        return handle;
    }

    /** Element type. */
    public DType dtype() {
        return DType.ofCode(Shim.crema_dtype(handle()));
    }

    /** Dimensions, outermost first. */
    public int[] shape() {
        int[] shape = new int[Shim.crema_ndim(handle())];
        NativeRuntime.check(Shim.crema_shape(handle, shape));
        return shape;
    }

    /** Size of one dimension; negative counts from the innermost. */
    public int dim(int axis) {
        int[] shape = shape();
        return shape[axis < 0 ? shape.length + axis : axis];
    }

    /** Number of elements. */
    public long size() {
        return Arrays.stream(shape()).asLongStream().reduce(1, (a, b) -> a * b);
    }

    /** Bytes of its elements. */
    public long nbytes() {
        return Shim.crema_nbytes(handle());
    }

    /** Evaluates and copies the elements, converted to float. */
    public float[] toFloats() {
        float[] out = new float[Math.toIntExact(size())];
        NativeRuntime.check(Shim.crema_read_floats(handle(), out, out.length));
        return out;
    }

    /** Evaluates and copies the elements, converted to int. */
    public int[] toInts() {
        int[] out = new int[Math.toIntExact(size())];
        NativeRuntime.check(Shim.crema_read_ints(handle(), out, out.length));
        return out;
    }

    /** Evaluates and copies the elements as they are, row-major, in this machine's byte order. */
    public byte[] toBytes() {
        byte[] out = new byte[Math.toIntExact(nbytes())];
        NativeRuntime.check(Shim.crema_read_bytes(handle(), out, out.length));
        return out;
    }

    /** Evaluates and reads the only element. */
    public int toInt() {
        int[] out = new int[1];
        NativeRuntime.check(Shim.crema_read_ints(handle(), out, 1));
        return out[0];
    }

    /** Frees a kept array. Idempotent. */
    @Override
    public void close() {
        if (handle != 0) {
            Shim.crema_free_all(new long[] {handle}, 1);
            handle = 0;
        }
    }

    /** Gives up the handle without freeing it. */
    long release() {
        long released = handle;
        handle = 0;
        return released;
    }

    @Override
    public String toString() {
        return handle == 0 ? "freed array" : dtype() + Arrays.toString(shape());
    }
}

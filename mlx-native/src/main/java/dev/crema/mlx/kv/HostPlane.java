package dev.crema.mlx.kv;

import dev.crema.mlx.array.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One array of a block in plain memory, as a file holds it. Any thread may hold one; its content must not change.
 *
 * @param name the array's name within its block
 * @param dtype type of its elements
 * @param shape [layers, kv heads, tokens, width]
 * @param data the elements between position and limit, row-major, little-endian; direct or not
 */
public record HostPlane(String name, DType dtype, int[] shape, ByteBuffer data) {
    /** @throws IllegalArgumentException if the data does not have the size of that shape */
    public HostPlane {
        long expected = dtype.bytes();
        for (int dimension : shape) {
            expected *= dimension;
        }
        if (data.remaining() != expected) {
            throw new IllegalArgumentException(
                    "the plane " + name + " has " + data.remaining() + " bytes, its shape wants " + expected);
        }
        data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}

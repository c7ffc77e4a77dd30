package dev.crema.mlx.kv.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One tensor of a block, such as the keys of all layers.
 *
 * @param name unique in its block; not {@code __metadata__}, not {@code crema.checksums}
 * @param dtype the element type by its safetensors name: F32, F16, BF16, U32, U8 …
 * @param shape its dimensions, the slowest first
 * @param data exactly its elements in row-major order, little endian, from position 0; must not change any more. Threads that
 *     read it take a {@code duplicate()}
 */
public record KvPlane(String name, String dtype, long[] shape, ByteBuffer data) {
    /**
     * Takes the bytes between the buffer's position and limit.
     *
     * @throws IllegalArgumentException if they are not as many as type and shape say, or the name is reserved
     */
    public KvPlane {
        data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (name.equals(BlockFormat.METADATA) || name.equals(BlockFormat.CHECKSUMS)) {
            throw new IllegalArgumentException("the name " + name + " is reserved");
        }
        if (PlaneType.bytes(dtype, shape) != data.remaining()) {
            throw new IllegalArgumentException("plane " + name + " has " + data.remaining()
                    + " bytes, which does not agree with its shape and type");
        }
    }
}

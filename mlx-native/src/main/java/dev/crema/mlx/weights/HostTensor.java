package dev.crema.mlx.weights;

import dev.crema.mlx.array.DType;
import java.lang.foreign.MemorySegment;

/**
 * A tensor in host memory, row-major, little-endian.
 *
 * @param dtype element type
 * @param shape dimensions, outermost first
 * @param data exactly {@code product(shape) * dtype.bytes()} bytes; may be a mapped file, valid while its source is open
 */
public record HostTensor(DType dtype, int[] shape, MemorySegment data) {}

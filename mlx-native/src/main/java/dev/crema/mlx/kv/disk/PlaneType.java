package dev.crema.mlx.kv.disk;

import java.util.Map;

/** Sizes of the element types that a safetensors header can name. */
final class PlaneType {
    private static final Map<String, Integer> BYTES = Map.ofEntries(
            Map.entry("BOOL", 1),
            Map.entry("U8", 1),
            Map.entry("I8", 1),
            Map.entry("F8_E4M3", 1),
            Map.entry("F8_E5M2", 1),
            Map.entry("U16", 2),
            Map.entry("I16", 2),
            Map.entry("F16", 2),
            Map.entry("BF16", 2),
            Map.entry("U32", 4),
            Map.entry("I32", 4),
            Map.entry("F32", 4),
            Map.entry("U64", 8),
            Map.entry("I64", 8),
            Map.entry("F64", 8));

    private PlaneType() {}

    /**
     * Bytes of a tensor.
     *
     * @throws IllegalArgumentException if the type is unknown or the shape is no shape
     */
    static long bytes(String dtype, long[] shape) {
        Integer each = BYTES.get(dtype);
        if (each == null) {
            throw new IllegalArgumentException("unknown element type " + dtype);
        }
        long bytes = each;
        for (long length : shape) {
            if (length < 0) {
                throw new IllegalArgumentException("a dimension of " + length);
            }
            try {
                bytes = Math.multiplyExact(bytes, length);
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("a shape too large to address", e);
            }
        }
        return bytes;
    }
}

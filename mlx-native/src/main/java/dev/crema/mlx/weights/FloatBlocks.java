package dev.crema.mlx.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Decodes blocks of a ggml format to floats, for formats that MLX's affine groups cannot hold. The layouts are those
 * described with ggml's quantization types; arithmetic is in f32, in ggml's order.
 */
interface FloatBlocks {
    /** Decodes the block at {@code at} of {@code source} to the beginning of {@code out}. */
    void decode(MemorySegment source, long at, float[] out);

    /**
     * The decoder of a format.
     *
     * @throws IllegalArgumentException for one that needs no decoding
     */
    static FloatBlocks of(GgmlType type) {
        return switch (type) {
            case Q5_0 -> SmallBlocks::decodeQ50;
            case Q5_1 -> SmallBlocks::decodeQ51;
            case IQ4_NL -> SmallBlocks::decodeIq4Nl;
            case Q2_K -> KBlocks::decodeQ2;
            case Q3_K -> KBlocks::decodeQ3;
            case Q4_K -> KBlocks::decodeQ4;
            case Q5_K -> KBlocks::decodeQ5;
            case Q6_K -> KBlocks::decodeQ6;
            case Q8_K -> KBlocks::decodeQ8;
            case F32, F16, BF16, Q4_0, Q4_1, Q8_0 -> throw new IllegalArgumentException(type + " is not decoded");
        };
    }

    /** The byte at an offset, 0 to 255. */
    static int unsigned(MemorySegment source, long at) {
        return Byte.toUnsignedInt(source.get(ValueLayout.JAVA_BYTE, at));
    }

    /** The 16-bit float at an offset. */
    static float half(MemorySegment source, long at) {
        return Float.float16ToFloat(source.get(AffineBlocks.HALF, at));
    }
}

package dev.crema.mlx.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Turns ggml's Q4_0, Q4_1 and Q8_0 blocks into MLX's affine groups of 32 without losing a bit: {@code w = scale * q +
 * bias}, q unsigned and packed with element i in bits {@code i * bits} of its row's little-endian stream.
 *
 * <ul>
 *   <li>Q4_0: f16 d, 16 bytes; element j is the low nibble of byte j, element j + 16 the high one; w = d (q - 8)
 *   <li>Q4_1: f16 d, f16 m, nibbles as above; w = d q + m
 *   <li>Q8_0: f16 d, 32 signed bytes; w = d q, which is d (q + 128) - 128 d
 * </ul>
 *
 * The offsets -8 d and -128 d are exact in f16: they only move the exponent, and overflow is reported by the caller.
 */
final class AffineBlocks {
    /** Elements per group, ggml's block size. */
    static final int GROUP = 32;

    /** A 16-bit float as GGUF stores it. */
    static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final int SCALE_BYTES = 2;

    private AffineBlocks() {}

    /** Bits per element. */
    static int bits(GgmlType type) {
        return type == GgmlType.Q8_0 ? 8 : 4;
    }

    /** Bytes of one group's packed elements. */
    static int groupBytes(GgmlType type) {
        return GROUP * bits(type) / 8;
    }

    /** Writes the packed elements of one block: {@code 32 * bits / 8} bytes. */
    static void pack(GgmlType type, MemorySegment source, long at, MemorySegment target, long to) {
        switch (type) {
            case Q8_0 -> packBytes(source, at + SCALE_BYTES, target, to);
            case Q4_1 -> packNibbles(source, at + 2 * SCALE_BYTES, target, to);
            default -> packNibbles(source, at + SCALE_BYTES, target, to);
        }
    }

    /** The block's scale as f16 bits. */
    static short scale(MemorySegment source, long at) {
        return source.get(HALF, at);
    }

    /** The block's bias as f16 bits; infinite if it does not fit. */
    static short bias(GgmlType type, MemorySegment source, long at) {
        return switch (type) {
            case Q4_1 -> source.get(HALF, at + SCALE_BYTES);
            case Q8_0 -> Float.floatToFloat16(-128 * Float.float16ToFloat(scale(source, at)));
            default -> Float.floatToFloat16(-8 * Float.float16ToFloat(scale(source, at)));
        };
    }

    private static void packBytes(MemorySegment source, long at, MemorySegment target, long to) {
        for (int i = 0; i < GROUP; i += Long.BYTES) {
            // Adding 128 modulo 256 is flipping the sign bit of each byte.
            long flipped = source.get(LONG, at + i) ^ 0x8080808080808080L;
            target.set(LONG, to + i, flipped);
        }
    }

    private static void packNibbles(MemorySegment source, long at, MemorySegment target, long to) {
        for (int i = 0; i < GROUP / 4; i++) {
            int first = source.get(ValueLayout.JAVA_BYTE, at + 2 * i);
            int second = source.get(ValueLayout.JAVA_BYTE, at + 2 * i + 1);
            byte low = (byte) (first & 0xF | (second & 0xF) << 4);
            byte high = (byte) (first >> 4 & 0xF | second & 0xF0);
            target.set(ValueLayout.JAVA_BYTE, to + i, low);
            target.set(ValueLayout.JAVA_BYTE, to + GROUP / 4 + i, high);
        }
    }
}

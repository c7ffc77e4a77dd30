package dev.crema.mlx.weights;

import static dev.crema.mlx.weights.FloatBlocks.half;
import static dev.crema.mlx.weights.FloatBlocks.unsigned;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Decoders of ggml's blocks of 32: five bits in two parts, and four bits that index a table. */
final class SmallBlocks {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int HALF_BLOCK = 16;

    /** The levels of IQ4_NL, denser around zero. */
    private static final int[] IQ4_LEVELS = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    private SmallBlocks() {}

    /** f16 d, 32 fifth bits, 16 bytes of nibbles; w = d (q - 16). */
    static void decodeQ50(MemorySegment source, long at, float[] out) {
        float d = half(source, at);
        int fifth = source.get(INT, at + 2);
        for (int j = 0; j < HALF_BLOCK; j++) {
            int nibbles = unsigned(source, at + 6 + j);
            out[j] = d * (low(nibbles, fifth, j) - 16);
            out[j + HALF_BLOCK] = d * (high(nibbles, fifth, j) - 16);
        }
    }

    /** f16 d, f16 m, 32 fifth bits, 16 bytes of nibbles; w = d q + m. */
    static void decodeQ51(MemorySegment source, long at, float[] out) {
        float d = half(source, at);
        float m = half(source, at + 2);
        int fifth = source.get(INT, at + 4);
        for (int j = 0; j < HALF_BLOCK; j++) {
            int nibbles = unsigned(source, at + 8 + j);
            out[j] = d * low(nibbles, fifth, j) + m;
            out[j + HALF_BLOCK] = d * high(nibbles, fifth, j) + m;
        }
    }

    /** f16 d, 16 bytes of nibbles that index the levels; w = d level. */
    static void decodeIq4Nl(MemorySegment source, long at, float[] out) {
        float d = half(source, at);
        for (int j = 0; j < HALF_BLOCK; j++) {
            int nibbles = unsigned(source, at + 2 + j);
            out[j] = d * IQ4_LEVELS[nibbles & 0xF];
            out[j + HALF_BLOCK] = d * IQ4_LEVELS[nibbles >> 4];
        }
    }

    private static int low(int nibbles, int fifth, int j) {
        return nibbles & 0xF | (fifth >>> j & 1) << 4;
    }

    private static int high(int nibbles, int fifth, int j) {
        return nibbles >> 4 | (fifth >>> j + HALF_BLOCK & 1) << 4;
    }
}

package dev.crema.mlx.weights;

import static dev.crema.mlx.weights.FloatBlocks.half;
import static dev.crema.mlx.weights.FloatBlocks.unsigned;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Decoders of ggml's K formats: super-blocks of 256 with small integer scales (and minima) per sub-block of 16 or 32,
 * which one or two floats scale in turn.
 */
final class KBlocks {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int SIZE = 256;

    private KBlocks() {}

    /** 16 bytes of scale and minimum nibbles, 64 bytes of 2-bit q, f16 d, f16 dmin; w = d scale q - dmin minimum. */
    static void decodeQ2(MemorySegment source, long at, float[] out) {
        float d = half(source, at + 80);
        float dmin = half(source, at + 82);
        for (int i = 0; i < SIZE; i++) {
            int factors = unsigned(source, at + i / 16);
            int q = twoBits(source, at + 16, i);
            out[i] = d * (factors & 0xF) * q - dmin * (factors >> 4);
        }
    }

    /** 32 bytes of high bits, 64 bytes of 2-bit q, 12 bytes of 6-bit scales, f16 d; w = d (scale - 32) (q - 4). */
    static void decodeQ3(MemorySegment source, long at, float[] out) {
        float d = half(source, at + 108);
        for (int i = 0; i < SIZE; i++) {
            int thirdBit = unsigned(source, at + i % 32) >> i / 32 & 1;
            int q = twoBits(source, at + 32, i) | thirdBit << 2;
            out[i] = d * (scaleQ3(source, at + 96, i / 16) - 32) * (q - 4);
        }
    }

    /** f16 d, f16 dmin, 12 bytes of 6-bit scales and minima, 128 bytes of nibbles; w = d scale q - dmin minimum. */
    static void decodeQ4(MemorySegment source, long at, float[] out) {
        for (int sub = 0; sub < SIZE / 32; sub++) {
            float scale = half(source, at) * scaleQ45(source, at + 4, sub);
            float minimum = half(source, at + 2) * minimumQ45(source, at + 4, sub);
            for (int j = 0; j < 32; j++) {
                out[sub * 32 + j] = scale * nibble(source, at + 16, sub, j) - minimum;
            }
        }
    }

    /** As {@link #decodeQ4}, with 32 bytes of fifth bits before the nibbles. */
    static void decodeQ5(MemorySegment source, long at, float[] out) {
        for (int sub = 0; sub < SIZE / 32; sub++) {
            float scale = half(source, at) * scaleQ45(source, at + 4, sub);
            float minimum = half(source, at + 2) * minimumQ45(source, at + 4, sub);
            for (int j = 0; j < 32; j++) {
                int fifthBit = unsigned(source, at + 16 + j) >> sub & 1;
                int q = nibble(source, at + 48, sub, j) | fifthBit << 4;
                out[sub * 32 + j] = scale * q - minimum;
            }
        }
    }

    /** 128 bytes of low nibbles, 64 bytes of high bit pairs, 16 signed scales, f16 d; w = d scale (q - 32). */
    static void decodeQ6(MemorySegment source, long at, float[] out) {
        float d = half(source, at + 208);
        for (int i = 0; i < SIZE; i++) {
            int inHalf = i % 128;
            // In each half of 128 the bytes hold elements l and l + 64: nibble pairs of two runs of 32 bytes.
            int nibbles = unsigned(source, at + i / 128 * 64 + inHalf % 64);
            int low = inHalf < 64 ? nibbles & 0xF : nibbles >> 4;
            int high = twoBits(source, at + 128, i);
            int scale = source.get(ValueLayout.JAVA_BYTE, at + 192 + i / 16);
            out[i] = d * scale * ((low | high << 4) - 32);
        }
    }

    /** f32 d, 256 signed bytes, and sums of sixteens that decoding does not need; w = d q. */
    static void decodeQ8(MemorySegment source, long at, float[] out) {
        float d = source.get(FLOAT, at);
        for (int i = 0; i < SIZE; i++) {
            out[i] = d * source.get(ValueLayout.JAVA_BYTE, at + 4 + i);
        }
    }

    /** Bit pair i: in each half of 128, byte l holds elements l, l + 32, l + 64 and l + 96. */
    private static int twoBits(MemorySegment source, long at, int i) {
        int bytes = unsigned(source, at + i / 128 * 32 + i % 32);
        return bytes >> i % 128 / 32 * 2 & 3;
    }

    /** Element j of sub-block {@code sub}: two sub-blocks share 32 bytes, the even one in the low nibbles. */
    private static int nibble(MemorySegment source, long at, int sub, int j) {
        int nibbles = unsigned(source, at + sub / 2 * 32 + j);
        return sub % 2 == 0 ? nibbles & 0xF : nibbles >> 4;
    }

    private static int scaleQ3(MemorySegment source, long at, int sub) {
        int nibbles = unsigned(source, at + sub % 8);
        int low = sub < 8 ? nibbles & 0xF : nibbles >> 4;
        int high = unsigned(source, at + 8 + sub % 4) >> sub / 4 * 2 & 3;
        return low | high << 4;
    }

    /** Scales 0 to 3 lie whole in bytes 0 to 3; of the others, bytes 8 to 11 have four bits and bytes 0 to 3 two. */
    private static int scaleQ45(MemorySegment source, long at, int sub) {
        if (sub < 4) {
            return unsigned(source, at + sub) & 63;
        }
        return unsigned(source, at + sub + 4) & 0xF | unsigned(source, at + sub - 4) >> 6 << 4;
    }

    /** As the scales, in bytes 4 to 7 and the high nibbles of bytes 8 to 11. */
    private static int minimumQ45(MemorySegment source, long at, int sub) {
        if (sub < 4) {
            return unsigned(source, at + sub + 4) & 63;
        }
        return unsigned(source, at + sub + 4) >> 4 | unsigned(source, at + sub) >> 6 << 4;
    }
}

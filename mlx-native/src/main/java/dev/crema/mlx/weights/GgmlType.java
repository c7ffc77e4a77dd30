package dev.crema.mlx.weights;

import org.jspecify.annotations.Nullable;

/** Element formats of GGUF tensors, as numbered by ggml. Elements come in blocks of fixed size. */
enum GgmlType {
    F32(0, 1, 4),
    F16(1, 1, 2),
    Q4_0(2, 32, 18),
    Q4_1(3, 32, 20),
    Q5_0(6, 32, 22),
    Q5_1(7, 32, 24),
    Q8_0(8, 32, 34),
    Q2_K(10, 256, 84),
    Q3_K(11, 256, 110),
    Q4_K(12, 256, 144),
    Q5_K(13, 256, 176),
    Q6_K(14, 256, 210),
    Q8_K(15, 256, 292),
    IQ4_NL(20, 32, 18),
    BF16(30, 1, 2);

    private final int code;
    private final int blockElements;
    private final int blockBytes;

    GgmlType(int code, int blockElements, int blockBytes) {
        this.code = code;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    /** Elements in one block. */
    int blockElements() {
        return blockElements;
    }

    /** Bytes of one block. */
    int blockBytes() {
        return blockBytes;
    }

    /** Bytes of a row of that many elements, a multiple of {@link #blockElements()}. */
    long rowBytes(int elements) {
        return (long) (elements / blockElements) * blockBytes;
    }

    /** Whether blocks are a scale, an offset and small integers: what MLX's affine group quantization can hold exactly. */
    boolean isAffine() {
        return this == Q4_0 || this == Q4_1 || this == Q8_0;
    }

    /** The type with that number, or null for one that Crema does not read. */
    static @Nullable GgmlType ofCode(long code) {
        for (GgmlType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }
}

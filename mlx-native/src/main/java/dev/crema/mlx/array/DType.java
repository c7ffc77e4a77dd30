package dev.crema.mlx.array;

import java.util.Locale;

/** Element types of tensors, in memory and in weight files. The codes are those of the native shim. */
public enum DType {
    BOOL(0, 1, "BOOL"),
    UINT8(1, 1, "U8"),
    UINT16(2, 2, "U16"),
    UINT32(3, 4, "U32"),
    INT8(4, 1, "I8"),
    INT16(5, 2, "I16"),
    INT32(6, 4, "I32"),
    INT64(7, 8, "I64"),
    FLOAT16(8, 2, "F16"),
    FLOAT32(9, 4, "F32"),
    BFLOAT16(10, 2, "BF16");

    private final int code;
    private final int bytes;
    private final String safetensorsName;

    DType(int code, int bytes, String safetensorsName) {
        this.code = code;
        this.bytes = bytes;
        this.safetensorsName = safetensorsName;
    }

    /** The number by which the native shim knows this type. */
    public int code() {
        return code;
    }

    /** Bytes per element. */
    public int bytes() {
        return bytes;
    }

    /** Whether elements are floating-point numbers. */
    public boolean isFloat() {
        return this == FLOAT16 || this == FLOAT32 || this == BFLOAT16;
    }

    /** The name used in safetensors headers, for example {@code BF16}. */
    public String safetensorsName() {
        return safetensorsName;
    }

    /**
     * The type with the given shim code.
     *
     * @throws IllegalArgumentException for an unknown code
     */
    public static DType ofCode(int code) {
        for (DType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new IllegalArgumentException("unknown dtype code " + code);
    }

    /**
     * The type with the given safetensors name.
     *
     * @throws IllegalArgumentException for a name that Crema cannot load
     */
    public static DType ofSafetensorsName(String name) {
        for (DType type : values()) {
            if (type.safetensorsName.equals(name.toUpperCase(Locale.ROOT))) {
                return type;
            }
        }
        throw new IllegalArgumentException("unknown safetensors dtype " + name);
    }
}

package dev.crema.mlx.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the header of a GGUF file front to back; never past its end, whatever lengths the file claims. */
final class GgufCursor {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int DEEPEST_NESTING = 8;

    private static final int UINT8 = 0;
    private static final int INT8 = 1;
    private static final int UINT16 = 2;
    private static final int INT16 = 3;
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int BOOL = 7;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int UINT64 = 10;
    private static final int INT64 = 11;
    private static final int FLOAT64 = 12;

    private final MappedFile file;
    private final MemorySegment bytes;
    private long position;

    GgufCursor(MappedFile file) {
        this.file = file;
        this.bytes = file.bytes();
    }

    /** Bytes read so far. */
    long position() {
        return position;
    }

    int int32() {
        return bytes.get(INT, advance(4));
    }

    long uint32() {
        return Integer.toUnsignedLong(int32());
    }

    long int64() {
        return bytes.get(LONG, advance(8));
    }

    /** A number of things that follow, each of at least {@code smallest} bytes. */
    int count(String things, int smallest) {
        long count = int64();
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw corrupt(things, count);
        }
        if (count > (file.size() - position) / smallest) {
            throw truncated();
        }
        return (int) count;
    }

    String string() {
        int length = count("a text of length", 1);
        byte[] text = bytes.asSlice(advance(length), length).toArray(ValueLayout.JAVA_BYTE);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** A metadata value: Long, Float, Double, Boolean, String or a List of these. */
    Object value() {
        return value(int32(), 0);
    }

    private Object value(int type, int depth) {
        return switch (type) {
            case UINT8 -> (long) Byte.toUnsignedInt(int8());
            case INT8 -> (long) int8();
            case UINT16 -> (long) Short.toUnsignedInt(int16());
            case INT16 -> (long) int16();
            case UINT32 -> uint32();
            case INT32 -> (long) int32();
            case FLOAT32 -> Float.intBitsToFloat(int32());
            case BOOL -> int8() != 0;
            case STRING -> string();
            case ARRAY -> array(depth + 1);
            case UINT64, INT64 -> int64();
            case FLOAT64 -> Double.longBitsToDouble(int64());
            default -> throw corrupt("the value type", type);
        };
    }

    private List<Object> array(int depth) {
        if (depth > DEEPEST_NESTING) {
            throw corrupt("arrays nested to depth", depth);
        }
        int type = int32();
        int count = count("an array of length", smallest(type));
        List<Object> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(value(type, depth));
        }
        return values;
    }

    private static int smallest(int type) {
        return switch (type) {
            case UINT16, INT16 -> 2;
            case UINT32, INT32, FLOAT32 -> 4;
            case STRING, UINT64, INT64, FLOAT64 -> 8;
            case ARRAY -> 12;
            default -> 1;
        };
    }

    private byte int8() {
        return bytes.get(ValueLayout.JAVA_BYTE, advance(1));
    }

    private short int16() {
        return bytes.get(SHORT, advance(2));
    }

    private long advance(long count) {
        if (count > file.size() - position) {
            throw truncated();
        }
        long start = position;
        position += count;
        return start;
    }

    private ModelFormatException truncated() {
        return new ModelFormatException(file.path() + " is truncated: it ends at byte " + file.size()
                + " in the middle of its header. Download it again.");
    }

    private ModelFormatException corrupt(String what, long number) {
        return new ModelFormatException(file.path() + " is corrupt: near byte " + position + " it claims " + what + " "
                + Long.toUnsignedString(number) + ". Download it again.");
    }
}

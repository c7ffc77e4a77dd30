package dev.crema.mlx.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes small GGUF files for tests. */
final class GgufBytes {
    private static final int ALIGNMENT = 32;

    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final List<Tensor> tensors = new ArrayList<>();

    private record Tensor(String name, int type, int[] shape, byte[] bytes) {}

    /** A llama of one layer, two heads of four and the given vocabulary size, without tensors. */
    static GgufBytes llama() {
        return architecture("llama");
    }

    static GgufBytes architecture(String name) {
        return new GgufBytes()
                .with("general.architecture", name)
                .with(name + ".block_count", 1)
                .with(name + ".context_length", 512)
                .with(name + ".embedding_length", 32)
                .with(name + ".feed_forward_length", 64)
                .with(name + ".attention.head_count", 4)
                .with(name + ".attention.head_count_kv", 2)
                .with(name + ".attention.layer_norm_rms_epsilon", 1e-5f)
                .with(name + ".rope.freq_base", 10000f);
    }

    /** Metadata: Byte, Short, Integer, Long, Float, Double, Boolean, String or a List of one of these. */
    GgufBytes with(String key, Object value) {
        metadata.put(key, value);
        return this;
    }

    GgufBytes without(String key) {
        metadata.remove(key);
        return this;
    }

    /** A tensor by ggml's type number, with its shape outermost first. */
    GgufBytes tensor(String name, int type, int[] shape, byte[] bytes) {
        tensors.add(new Tensor(name, type, shape, bytes));
        return this;
    }

    /** An f32 tensor with the elements 0, 1, 2 and so on. */
    GgufBytes counting(String name, int... shape) {
        int elements = (int) Sizes.product(shape, 1);
        ByteBuffer bytes = ByteBuffer.allocate(elements * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            bytes.putFloat(i);
        }
        return tensor(name, 0, shape, bytes.array());
    }

    Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }

    byte[] bytes() {
        Output out = new Output();
        out.int32(0x46554747).int32(3).int64(tensors.size()).int64(metadata.size());
        metadata.forEach((key, value) -> out.string(key).int32(type(value)).value(value));
        long offset = 0;
        for (Tensor tensor : tensors) {
            out.string(tensor.name()).int32(tensor.shape().length);
            for (int i = tensor.shape().length - 1; i >= 0; i--) {
                out.int64(tensor.shape()[i]);
            }
            out.int32(tensor.type()).int64(offset);
            offset += (tensor.bytes().length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
        for (Tensor tensor : tensors) {
            out.pad(ALIGNMENT).raw(tensor.bytes());
        }
        return out.bytes.toByteArray();
    }

    private static int type(Object value) {
        return switch (value) {
            case Byte b -> 1;
            case Short s -> 3;
            case Integer i -> 5;
            case Float f -> 6;
            case Boolean b -> 7;
            case String s -> 8;
            case List<?> l -> 9;
            case Long l -> 11;
            case Double d -> 12;
            default -> throw new IllegalArgumentException(value.toString());
        };
    }

    private static final class Output {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Output int32(int value) {
            return raw(buffer(4).putInt(value).array());
        }

        Output int64(long value) {
            return raw(buffer(8).putLong(value).array());
        }

        Output string(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            return int64(utf8.length).raw(utf8);
        }

        Output raw(byte[] raw) {
            bytes.writeBytes(raw);
            return this;
        }

        Output pad(int alignment) {
            while (bytes.size() % alignment != 0) {
                bytes.write(0);
            }
            return this;
        }

        Output value(Object value) {
            return switch (value) {
                case Byte b -> raw(new byte[] {b});
                case Short s -> raw(buffer(2).putShort(s).array());
                case Integer i -> int32(i);
                case Float f -> int32(Float.floatToRawIntBits(f));
                case Boolean b -> raw(new byte[] {(byte) (b ? 1 : 0)});
                case String s -> string(s);
                case List<?> list -> list(list);
                case Long l -> int64(l);
                case Double d -> int64(Double.doubleToRawLongBits(d));
                default -> throw new IllegalArgumentException(value.toString());
            };
        }

        private Output list(List<?> list) {
            int32(list.isEmpty() ? 5 : type(list.getFirst())).int64(list.size());
            list.forEach(this::value);
            return this;
        }

        private static ByteBuffer buffer(int size) {
            return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}

package dev.crema.mlx.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.mlx.array.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One safetensors file: eight bytes of header length, a JSON header, then the tensors' bytes without holes (the format
 * of Hugging Face's safetensors, version 0.4 and later). Everything the header says is checked when the file is opened,
 * so that damage is found before a tensor is used. Safe from any thread.
 */
public final class SafetensorsFile implements AutoCloseable {
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long LARGEST_HEADER = 100_000_000;

    private final MappedFile file;
    private final MemorySegment data;
    private final Map<String, Entry> entries;

    private record Entry(String dtype, int[] shape, long begin, long end) {}

    private SafetensorsFile(MappedFile file) {
        this.file = file;
        MemorySegment header = header(file);
        this.data = file.bytes().asSlice(LENGTH.byteSize() + header.byteSize());
        this.entries = Collections.unmodifiableMap(entries(parse(header)));
        checkLayout();
    }

    /**
     * Maps a file and checks its header.
     *
     * @throws ModelFormatException if the file is missing, truncated or corrupt
     */
    public static SafetensorsFile open(Path path) {
        MappedFile file = MappedFile.open(path);
        try {
            return new SafetensorsFile(file);
        } catch (ModelFormatException e) {
            file.close();
            throw e;
        }
    }

    /** Names of all tensors, in the order of the header. */
    public Set<String> names() {
        return entries.keySet();
    }

    /**
     * The tensor of that name, a view of the mapped file.
     *
     * @throws ModelFormatException if there is none, or its element type is one that Crema cannot use
     */
    public HostTensor tensor(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new ModelFormatException(file.path() + " has no tensor " + name + ".");
        }
        DType dtype = dtype(entry.dtype());
        if (dtype == null) {
            throw new ModelFormatException("Tensor " + name + " in " + file.path() + " has the element type "
                    + entry.dtype() + ", which Crema cannot load. Use a version of the model made for MLX.");
        }
        return new HostTensor(dtype, entry.shape().clone(), data.asSlice(entry.begin(), entry.end() - entry.begin()));
    }

    @Override
    public void close() {
        file.close();
    }

    private static MemorySegment header(MappedFile file) {
        if (file.size() < LENGTH.byteSize()) {
            throw truncated(file, "it has " + file.size() + " bytes, too few for a header");
        }
        long length = file.bytes().get(LENGTH, 0);
        if (length < 2 || length > LARGEST_HEADER) {
            throw corrupt(file, "its header length is " + Long.toUnsignedString(length));
        }
        if (length > file.size() - LENGTH.byteSize()) {
            throw truncated(file, "its header needs " + length + " bytes and the file has " + file.size());
        }
        return file.bytes().asSlice(LENGTH.byteSize(), length);
    }

    private ObjectNode parse(MemorySegment header) {
        try {
            if (Json.MAPPER.readTree(header.toArray(ValueLayout.JAVA_BYTE)) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw new ModelFormatException(
                    file.path() + " is corrupt: its header is not valid JSON. Download it again.", e);
        }
        throw corrupt(file, "its header is not a JSON object");
    }

    private Map<String, Entry> entries(ObjectNode header) {
        Map<String, Entry> found = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (!field.getKey().equals("__metadata__")) {
                found.put(field.getKey(), entry(field.getKey(), field.getValue()));
            }
        }
        return found;
    }

    private Entry entry(String name, JsonNode node) {
        JsonNode offsets = node.path("data_offsets");
        if (!node.path("dtype").isTextual() || !node.path("shape").isArray() || offsets.size() != 2) {
            throw corrupt(file, "tensor " + name + " is not described by dtype, shape and two data_offsets");
        }
        int[] shape = new int[node.path("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            JsonNode dimension = node.path("shape").path(i);
            if (!dimension.isIntegralNumber() || !dimension.canConvertToInt() || dimension.intValue() < 0) {
                throw corrupt(file, "tensor " + name + " has the dimension " + dimension);
            }
            shape[i] = dimension.intValue();
        }
        Entry entry =
                new Entry(node.path("dtype").textValue(), shape, offset(name, offsets, 0), offset(name, offsets, 1));
        if (entry.begin() > entry.end()) {
            throw corrupt(file, "tensor " + name + " ends before it begins");
        }
        return entry;
    }

    private long offset(String name, JsonNode offsets, int index) {
        JsonNode offset = offsets.path(index);
        if (!offset.isIntegralNumber() || !offset.canConvertToLong() || offset.longValue() < 0) {
            throw corrupt(file, "tensor " + name + " has the data offset " + offset);
        }
        return offset.longValue();
    }

    private void checkLayout() {
        List<Map.Entry<String, Entry>> inOrder = new ArrayList<>(entries.entrySet());
        inOrder.sort(Comparator.<Map.Entry<String, Entry>>comparingLong(
                        e -> e.getValue().begin())
                .thenComparingLong(e -> e.getValue().end()));
        long position = 0;
        for (Map.Entry<String, Entry> named : inOrder) {
            Entry entry = named.getValue();
            if (entry.begin() != position) {
                throw corrupt(
                        file,
                        "tensor " + named.getKey() + " begins at byte " + entry.begin() + " of the data, but "
                                + position + " was expected");
            }
            if (entry.end() > data.byteSize()) {
                throw truncated(
                        file,
                        "tensor " + named.getKey() + " ends at byte " + entry.end() + " of the data and "
                                + data.byteSize() + " bytes are there");
            }
            checkSize(named.getKey(), entry);
            position = entry.end();
        }
        if (position != data.byteSize()) {
            throw corrupt(file, (data.byteSize() - position) + " bytes after the last tensor belong to none");
        }
    }

    private void checkSize(String name, Entry entry) {
        DType dtype = dtype(entry.dtype());
        if (dtype == null) {
            return;
        }
        long expected = Sizes.product(entry.shape(), dtype.bytes());
        if (expected != entry.end() - entry.begin()) {
            throw corrupt(
                    file,
                    "tensor " + name + " has " + (entry.end() - entry.begin())
                            + " bytes, which does not agree with its shape and type");
        }
    }

    private static @Nullable DType dtype(String name) {
        for (DType type : DType.values()) {
            if (type.safetensorsName().equals(name)) {
                return type;
            }
        }
        return null;
    }

    private static ModelFormatException truncated(MappedFile file, String why) {
        return new ModelFormatException(file.path() + " is truncated: " + why + ". Download it again.");
    }

    private static ModelFormatException corrupt(MappedFile file, String why) {
        return new ModelFormatException(file.path() + " is corrupt: " + why + ". Download it again.");
    }
}

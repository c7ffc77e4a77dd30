package dev.crema.mlx.weights;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One GGUF file of version 2 or 3 (the format of ggml's gguf.md): metadata, tensor descriptions and the mapped tensor
 * data. Every length and offset is checked when the file is opened. Safe from any thread.
 */
final class GgufFile implements AutoCloseable {
    private static final int MAGIC = 0x46554747;
    private static final int MOST_DIMENSIONS = 4;
    private static final int DEFAULT_ALIGNMENT = 32;
    private static final int SMALLEST_ENTRY = 12;

    private final MappedFile file;
    private final GgufMetadata metadata;
    private final Map<String, Tensor> tensors;

    /**
     * A tensor of the file.
     *
     * @param name ggml's name, for example {@code blk.0.attn_q.weight}
     * @param type element format, or null if Crema does not know it
     * @param typeCode ggml's number of the format
     * @param shape dimensions, outermost first (the file has them the other way round)
     * @param offset where its bytes begin, from the start of the file
     * @param size bytes; 0 for an unknown format
     */
    record Tensor(String name, @Nullable GgmlType type, long typeCode, int[] shape, long offset, long size) {
        /** Elements in a row: the innermost dimension. */
        int columns() {
            return shape[shape.length - 1];
        }

        /** All rows, over every outer dimension; a vector's elements count as rows of one. */
        int rows() {
            return shape.length == 1 ? shape[0] : Math.toIntExact(Sizes.product(shape, 1) / Math.max(1, columns()));
        }
    }

    private GgufFile(MappedFile file) {
        this.file = file;
        GgufCursor cursor = new GgufCursor(file);
        checkVersion(cursor);
        int tensorCount = cursor.count("a tensor count of", SMALLEST_ENTRY);
        int keyCount = cursor.count("a metadata count of", SMALLEST_ENTRY);
        this.metadata = metadata(cursor, keyCount);
        this.tensors = Collections.unmodifiableMap(tensors(cursor, tensorCount));
        checkOverlap();
    }

    /**
     * Maps a file and reads its header.
     *
     * @throws ModelFormatException if it is missing, truncated, corrupt or of a kind that Crema cannot read
     */
    static GgufFile open(Path path) {
        MappedFile file = MappedFile.open(path);
        try {
            return new GgufFile(file);
        } catch (ModelFormatException e) {
            file.close();
            throw e;
        }
    }

    Path path() {
        return file.path();
    }

    GgufMetadata metadata() {
        return metadata;
    }

    /** All tensors by ggml's names, in the order of the file. */
    Map<String, Tensor> tensors() {
        return tensors;
    }

    /** A tensor's bytes in the mapped file. */
    MemorySegment bytes(Tensor tensor) {
        return file.bytes().asSlice(tensor.offset(), tensor.size());
    }

    @Override
    public void close() {
        file.close();
    }

    private void checkVersion(GgufCursor cursor) {
        if (cursor.int32() != MAGIC) {
            throw new ModelFormatException(path() + " is not a GGUF file: it does not begin with \"GGUF\"."
                    + " Download it again, or pass the folder of an MLX model.");
        }
        int version = cursor.int32();
        if (version == Integer.reverseBytes(2) || version == Integer.reverseBytes(3)) {
            throw new ModelFormatException(
                    path() + " is a big-endian GGUF file, made for other machines. Get the usual little-endian one.");
        }
        if (version != 2 && version != 3) {
            throw new ModelFormatException(path() + " is GGUF version " + Integer.toUnsignedString(version)
                    + "; Crema reads versions 2 and 3. Get a newer conversion of the model.");
        }
    }

    private GgufMetadata metadata(GgufCursor cursor, int count) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String key = cursor.string();
            if (values.put(key, cursor.value()) != null) {
                throw corrupt("the key " + key + " is given twice");
            }
        }
        GgufMetadata found = new GgufMetadata(path(), values);
        long parts = found.integer("split.count").orElse(1);
        if (parts > 1) {
            throw new ModelFormatException(
                    path() + " is one of " + parts + " parts of a split GGUF model, and Crema reads"
                            + " whole ones only. Join them with llama.cpp's \"llama-gguf-split --merge\", or get an MLX version"
                            + " of the model.");
        }
        return found;
    }

    private Map<String, Tensor> tensors(GgufCursor cursor, int count) {
        List<Tensor> described = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            described.add(tensor(cursor));
        }
        long alignment = metadata.integer("general.alignment").orElse(DEFAULT_ALIGNMENT);
        if (alignment < 1 || Long.bitCount(alignment) != 1 || alignment > 1 << 20) {
            throw corrupt("its alignment is " + alignment);
        }
        long dataStart = (cursor.position() + alignment - 1) / alignment * alignment;
        Map<String, Tensor> byName = new LinkedHashMap<>();
        for (Tensor t : described) {
            if (t.offset() < 0 || t.offset() % alignment != 0) {
                throw corrupt("tensor " + t.name() + " has the offset " + Long.toUnsignedString(t.offset()));
            }
            if (t.offset() > file.size() || t.size() > file.size() - dataStart - t.offset()) {
                throw new ModelFormatException(path() + " is truncated: tensor " + t.name() + " needs " + t.size()
                        + " bytes at " + (dataStart + t.offset()) + " and the file has " + file.size()
                        + ". Download it again.");
            }
            Tensor placed = new Tensor(t.name(), t.type(), t.typeCode(), t.shape(), dataStart + t.offset(), t.size());
            if (byName.put(t.name(), placed) != null) {
                throw corrupt("tensor " + t.name() + " is described twice");
            }
        }
        return byName;
    }

    private Tensor tensor(GgufCursor cursor) {
        String name = cursor.string();
        int dimensions = cursor.int32();
        if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
            throw corrupt("tensor " + name + " has " + Integer.toUnsignedString(dimensions) + " dimensions");
        }
        int[] shape = new int[dimensions];
        for (int i = dimensions - 1; i >= 0; i--) {
            long dimension = cursor.int64();
            if (dimension < 1 || dimension > Integer.MAX_VALUE) {
                throw corrupt("tensor " + name + " has the dimension " + Long.toUnsignedString(dimension));
            }
            shape[i] = (int) dimension;
        }
        long typeCode = cursor.uint32();
        GgmlType type = GgmlType.ofCode(typeCode);
        return new Tensor(name, type, typeCode, shape, cursor.int64(), size(name, type, shape));
    }

    private long size(String name, @Nullable GgmlType type, int[] shape) {
        long elements = Sizes.product(shape, 1);
        int columns = shape[shape.length - 1];
        if (elements < 0 || elements / columns > Integer.MAX_VALUE) {
            throw corrupt("tensor " + name + " has an impossible shape");
        }
        if (type == null) {
            return 0;
        }
        // ggml quantizes matrices only.
        boolean quantizedVector = shape.length == 1 && type.blockElements() > 1;
        if (quantizedVector || columns % type.blockElements() != 0 || elements > Long.MAX_VALUE / type.blockBytes()) {
            throw corrupt("tensor " + name + " has a shape that its type " + type + " cannot have");
        }
        return elements / type.blockElements() * type.blockBytes();
    }

    private void checkOverlap() {
        List<Tensor> inOrder = new ArrayList<>(tensors.values());
        inOrder.sort(Comparator.comparingLong(Tensor::offset));
        long end = 0;
        for (Tensor t : inOrder) {
            if (t.offset() < end) {
                throw corrupt("tensor " + t.name() + " overlaps another");
            }
            end = t.offset() + t.size();
        }
    }

    private ModelFormatException corrupt(String why) {
        return new ModelFormatException(path() + " is corrupt: " + why + ". Download it again.");
    }
}

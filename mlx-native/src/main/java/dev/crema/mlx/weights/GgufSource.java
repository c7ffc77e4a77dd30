package dev.crema.mlx.weights;

import dev.crema.mlx.array.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The weights of a GGUF file under Hugging Face names. Q4_0, Q4_1 and Q8_0 become MLX's quantized triples bit for bit,
 * other quantized formats become floats, and floats stay as they are. Converted tensors live in memory of their own that
 * the garbage collector frees; the rest are views of the mapped file. Safe from any thread.
 */
public final class GgufSource implements WeightSource {
    private final GgufFile file;
    private final Map<String, Part> parts;

    /** What of a GGUF tensor a name stands for. */
    private enum Aspect {
        WHOLE,
        PACKED,
        SCALES,
        BIASES
    }

    private record Part(GgufFile.Tensor tensor, Aspect aspect, RowOrder order) {}

    /** Presents an open file, which this source closes. */
    GgufSource(GgufFile file) {
        this.file = file;
        this.parts = Collections.unmodifiableMap(parts(file));
    }

    /**
     * Opens the weights of a GGUF file.
     *
     * @throws ModelFormatException if it is damaged or of an architecture that Crema does not read from GGUF
     */
    public static GgufSource open(Path path) {
        GgufFile file = GgufFile.open(path);
        try {
            return new GgufSource(file);
        } catch (ModelFormatException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public Set<String> names() {
        return parts.keySet();
    }

    @Override
    public HostTensor tensor(String name) {
        Part part = parts.get(name);
        if (part == null) {
            throw new ModelFormatException(
                    file.path() + " has no tensor " + name + ". It is incomplete: download it again.");
        }
        return switch (part.aspect()) {
            case WHOLE -> whole(part);
            case PACKED -> packed(part);
            case SCALES, BIASES -> groupFactors(part);
        };
    }

    /** Bytes of all tensors as they are handed out. */
    long bytes() {
        long bytes = 0;
        for (Part part : parts.values()) {
            GgufFile.Tensor tensor = part.tensor();
            long groups = Sizes.product(tensor.shape(), 1) / AffineBlocks.GROUP;
            bytes += switch (part.aspect()) {
                case WHOLE -> tensor.size();
                case PACKED -> groups * AffineBlocks.groupBytes(typeOf(tensor));
                case SCALES, BIASES -> groups * DType.FLOAT16.bytes();
            };
        }
        return bytes;
    }

    @Override
    public void close() {
        file.close();
    }

    private static Map<String, Part> parts(GgufFile file) {
        GgufArchitecture architecture = GgufArchitecture.of(file.metadata());
        Map<String, Part> parts = new LinkedHashMap<>();
        for (GgufFile.Tensor tensor : file.tensors().values()) {
            if (tensor.name().equals(GgufNames.ROPE_FACTORS)) {
                continue;
            }
            String name = GgufNames.huggingFace(tensor.name());
            if (name == null) {
                throw new ModelFormatException(file.path() + " has the tensor " + tensor.name()
                        + ", which Crema does not know from GGUF. Get an MLX (safetensors) version of the model.");
            }
            RowOrder order = architecture.rowOrder(tensor.name());
            if (!order.fits(tensor.rows())) {
                throw new ModelFormatException(file.path() + " is corrupt: the " + tensor.rows() + " rows of tensor "
                        + tensor.name() + " do not divide into " + order.heads() + " heads. Download it again.");
            }
            if (tensor.type() != null && tensor.type().isAffine() && name.endsWith(".weight")) {
                String module = name.substring(0, name.length() - ".weight".length());
                parts.put(name, new Part(tensor, Aspect.PACKED, order));
                parts.put(module + ".scales", new Part(tensor, Aspect.SCALES, order));
                parts.put(module + ".biases", new Part(tensor, Aspect.BIASES, order));
            } else {
                parts.put(name, new Part(tensor, Aspect.WHOLE, order));
            }
        }
        return parts;
    }

    private HostTensor whole(Part part) {
        GgufFile.Tensor tensor = part.tensor();
        return switch (tensor.type()) {
            case F32 -> asIs(part, DType.FLOAT32);
            case F16 -> asIs(part, DType.FLOAT16);
            case BF16 -> asIs(part, DType.BFLOAT16);
            case null, default ->
                throw new ModelFormatException(
                        "Tensor " + tensor.name() + " in " + file.path()
                                + " has ggml's quantization type " + tensor.typeCode()
                                + ", which Crema cannot read. Get a Q4_0, Q4_1, Q8_0 or F16 file, or an MLX version of the model.");
        };
    }

    private HostTensor asIs(Part part, DType dtype) {
        GgufFile.Tensor tensor = part.tensor();
        MemorySegment source = file.bytes(tensor);
        if (part.order().isPlain()) {
            return new HostTensor(dtype, tensor.shape().clone(), source);
        }
        int rows = tensor.rows();
        long rowBytes = tensor.size() / rows;
        MemorySegment target = allocate(tensor.size());
        for (int row = 0; row < rows; row++) {
            long from = part.order().sourceRow(row, rows) * rowBytes;
            MemorySegment.copy(source, from, target, row * rowBytes, rowBytes);
        }
        return new HostTensor(dtype, tensor.shape().clone(), target);
    }

    private HostTensor packed(Part part) {
        GgufFile.Tensor tensor = part.tensor();
        GgmlType type = typeOf(tensor);
        int groupBytes = AffineBlocks.groupBytes(type);
        int[] shape = tensor.shape().clone();
        shape[shape.length - 1] = tensor.columns() / AffineBlocks.GROUP * groupBytes / DType.UINT32.bytes();
        MemorySegment target = allocate(Sizes.product(shape, DType.UINT32.bytes()));
        forEachBlock(part, (source, at, block) -> AffineBlocks.pack(type, source, at, target, block * groupBytes));
        return new HostTensor(DType.UINT32, shape, target);
    }

    private HostTensor groupFactors(Part part) {
        GgufFile.Tensor tensor = part.tensor();
        GgmlType type = typeOf(tensor);
        boolean biases = part.aspect() == Aspect.BIASES;
        int[] shape = tensor.shape().clone();
        shape[shape.length - 1] = tensor.columns() / AffineBlocks.GROUP;
        MemorySegment target = allocate(Sizes.product(shape, DType.FLOAT16.bytes()));
        forEachBlock(part, (source, at, block) -> {
            short factor = biases ? AffineBlocks.bias(type, source, at) : AffineBlocks.scale(source, at);
            if (!Float.isFinite(Float.float16ToFloat(factor))) {
                throw new ModelFormatException(
                        "Tensor " + tensor.name() + " in " + file.path()
                                + " holds numbers beyond 16-bit floats. Download it again, or get another version of the model.");
            }
            target.setAtIndex(AffineBlocks.HALF, block, factor);
        });
        return new HostTensor(DType.FLOAT16, shape, target);
    }

    private interface BlockAction {
        /** Given the source, where the block begins in it, and the block's number in Hugging Face's order. */
        void accept(MemorySegment source, long at, long block);
    }

    private void forEachBlock(Part part, BlockAction action) {
        GgufFile.Tensor tensor = part.tensor();
        GgmlType type = typeOf(tensor);
        MemorySegment source = file.bytes(tensor);
        int rows = tensor.rows();
        int blocksPerRow = tensor.columns() / type.blockElements();
        long block = 0;
        for (int row = 0; row < rows; row++) {
            long at = part.order().sourceRow(row, rows) * type.rowBytes(tensor.columns());
            for (int i = 0; i < blocksPerRow; i++) {
                action.accept(source, at, block);
                at += type.blockBytes();
                block++;
            }
        }
    }

    private static GgmlType typeOf(GgufFile.Tensor tensor) {
        return Objects.requireNonNull(tensor.type(), "only tensors of a known type are split");
    }

    private static MemorySegment allocate(long bytes) {
        return Arena.ofAuto().allocate(bytes, 8);
    }
}

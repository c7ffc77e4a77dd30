package dev.crema.mlx.weights;

import dev.crema.mlx.array.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One GGUF tensor on its way to MLX: its blocks are rearranged or decoded into fresh memory, in Hugging Face's order.
 * That memory belongs to the garbage collector. The common pool shares the rows, as large models take seconds.
 *
 * @param file the file, which must stay open until the result has been made
 * @param tensor the tensor
 * @param order how the file orders its rows
 */
record GgufConversion(GgufFile file, GgufFile.Tensor tensor, RowOrder order) {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final float LARGEST_HALF = 65504;

    private interface BlockAction {
        /** Given the source, where the block begins in it, and the block's number in Hugging Face's order. */
        void accept(MemorySegment source, long at, long block);
    }

    /** Floats without change: a view of the file if its rows are in order. */
    HostTensor asIs(DType dtype) {
        MemorySegment source = file.bytes(tensor);
        if (order.isPlain()) {
            return new HostTensor(dtype, tensor.shape().clone(), source);
        }
        int rows = tensor.rows();
        long rowBytes = tensor.size() / rows;
        MemorySegment target = allocate(tensor.size());
        for (int row = 0; row < rows; row++) {
            MemorySegment.copy(source, order.sourceRow(row, rows) * rowBytes, target, row * rowBytes, rowBytes);
        }
        return new HostTensor(dtype, tensor.shape().clone(), target);
    }

    /** The packed integers of an affine format. */
    HostTensor packed() {
        GgmlType type = type();
        int groupBytes = AffineBlocks.groupBytes(type);
        int[] shape = shapeWithColumns(tensor.columns() / AffineBlocks.GROUP * groupBytes / DType.UINT32.bytes());
        MemorySegment target = allocate(Sizes.product(shape, DType.UINT32.bytes()));
        rows().forEach(row -> forEachBlock(
                row, (source, at, block) -> AffineBlocks.pack(type, source, at, target, block * groupBytes)));
        return new HostTensor(DType.UINT32, shape, target);
    }

    /** The groups' scales of an affine format. */
    HostTensor scales() {
        return groupFactors(AffineBlocks::scale);
    }

    /** The groups' biases of an affine format. */
    HostTensor biases() {
        GgmlType type = type();
        return groupFactors((source, at) -> AffineBlocks.bias(type, source, at));
    }

    /** The numbers of any other quantized format: as f16, or as f32 if one is too large for that. */
    HostTensor decoded() {
        HostTensor half = decoded(DType.FLOAT16, LARGEST_HALF);
        return half != null ? half : Objects.requireNonNull(decoded(DType.FLOAT32, Float.MAX_VALUE));
    }

    private interface GroupFactor {
        short of(MemorySegment source, long at);
    }

    private HostTensor groupFactors(GroupFactor factor) {
        int[] shape = shapeWithColumns(tensor.columns() / AffineBlocks.GROUP);
        MemorySegment target = allocate(Sizes.product(shape, DType.FLOAT16.bytes()));
        rows().forEach(row -> forEachBlock(row, (source, at, block) -> {
            short half = factor.of(source, at);
            if (!Float.isFinite(Float.float16ToFloat(half))) {
                throw notFinite();
            }
            target.setAtIndex(AffineBlocks.HALF, block, half);
        }));
        return new HostTensor(DType.FLOAT16, shape, target);
    }

    private @Nullable HostTensor decoded(DType dtype, float limit) {
        MemorySegment target = allocate(Sizes.product(tensor.shape(), dtype.bytes()));
        double largest =
                rows().mapToDouble(row -> decodeRow(row, dtype, target)).max().orElse(0);
        if (!Double.isFinite(largest)) {
            throw notFinite();
        }
        return largest > limit ? null : new HostTensor(dtype, tensor.shape().clone(), target);
    }

    /** Returns the largest magnitude of the row, NaN if any number is none. */
    private float decodeRow(int row, DType dtype, MemorySegment target) {
        FloatBlocks decoder = FloatBlocks.of(type());
        float[] values = new float[type().blockElements()];
        float[] largest = new float[1];
        forEachBlock(row, (source, at, block) -> {
            decoder.decode(source, at, values);
            for (int i = 0; i < values.length; i++) {
                largest[0] = Math.max(largest[0], Math.abs(values[i]));
                long index = block * values.length + i;
                if (dtype == DType.FLOAT16) {
                    target.setAtIndex(AffineBlocks.HALF, index, Float.floatToFloat16(values[i]));
                } else {
                    target.setAtIndex(FLOAT, index, values[i]);
                }
            }
        });
        return largest[0];
    }

    private IntStream rows() {
        return IntStream.range(0, tensor.rows()).parallel();
    }

    private void forEachBlock(int row, BlockAction action) {
        MemorySegment source = file.bytes(tensor);
        GgmlType type = type();
        int blocks = tensor.columns() / type.blockElements();
        long at = order.sourceRow(row, tensor.rows()) * type.rowBytes(tensor.columns());
        for (int i = 0; i < blocks; i++) {
            action.accept(source, at, (long) row * blocks + i);
            at += type.blockBytes();
        }
    }

    private int[] shapeWithColumns(int columns) {
        int[] shape = tensor.shape().clone();
        shape[shape.length - 1] = columns;
        return shape;
    }

    /** The format of the tensor, which is a known one. */
    GgmlType type() {
        return Objects.requireNonNull(tensor.type(), "only tensors of a known format are converted");
    }

    private ModelFormatException notFinite() {
        return new ModelFormatException("Tensor " + tensor.name() + " in " + file.path()
                + " holds numbers that are no finite floats. The file is corrupt: download it again.");
    }

    private static MemorySegment allocate(long bytes) {
        return Arena.ofAuto().allocate(bytes, 8);
    }
}

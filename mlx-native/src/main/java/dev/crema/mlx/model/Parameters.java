package dev.crema.mlx.model;

import dev.crema.mlx.array.DType;
import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import dev.crema.mlx.ops.Ops;
import dev.crema.mlx.weights.HostTensor;
import dev.crema.mlx.weights.ModelFormatException;
import dev.crema.mlx.weights.WeightSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model's weights on their way from disk to MLX: reads tensors by name, checks their shapes, converts them as the
 * {@link Precision} says and owns them until the model closes.
 */
public final class Parameters implements AutoCloseable {
    private final WeightSource source;
    private final ModelConfig config;
    private final Precision precision;
    private final DoubleConsumer progress;
    private final Set<String> names;
    private final List<MlxArray> owned = new ArrayList<>();
    private int loaded;
    private @Nullable DType floatType;

    /** Nothing is read yet; {@code progress} hears the fraction of tensors loaded. */
    public Parameters(WeightSource source, ModelConfig config, Precision precision, DoubleConsumer progress) {
        this.source = source;
        this.config = config;
        this.precision = precision;
        this.progress = progress;
        this.names = source.names();
    }

    /** Whether there is a tensor of that name. */
    public boolean has(String name) {
        return names.contains(name);
    }

    /** A vector of floats, for example a norm's weight. */
    public MlxArray vector(String name, int size) {
        return own(() -> {
            MlxArray vector = read(name);
            check(name, vector.shape(), size);
            return floats(vector);
        });
    }

    /**
     * The matrix at a path ({@code X.weight}, with {@code X.scales} and {@code X.biases} if it is quantized) and its bias
     * {@code X.bias} if there is one.
     */
    public Linear linear(String path, int out, int in) {
        MlxArray bias = has(path + ".bias") ? vector(path + ".bias", out) : null;
        return has(path + ".scales") ? quantized(path, out, in, bias) : dense(path, out, in, bias);
    }

    private Linear dense(String path, int out, int in, @Nullable MlxArray bias) {
        return new Linear.Dense(
                own(() -> {
                    MlxArray weight = read(path + ".weight");
                    check(path + ".weight", weight.shape(), out, in);
                    return transposed(floats(weight));
                }),
                bias);
    }

    private Linear quantized(String path, int out, int in, @Nullable MlxArray bias) {
        Quantization quantization = config.quantization(path);
        if (quantization == null) {
            throw new ModelFormatException("The tensor " + path
                    + ".scales says that the matrix is quantized, but config.json has no quantization settings."
                    + " The model's files do not belong together.");
        }
        int groups = in / quantization.groupSize();
        if (precision == Precision.DENSE_FLOAT32) {
            return new Linear.Dense(
                    own(() -> transposed(Ops.dequantize(
                            packed(path, out, in, quantization),
                            scales(path + ".scales", out, groups),
                            scales(path + ".biases", out, groups),
                            quantization.groupSize(),
                            quantization.bits()))),
                    bias);
        }
        return new Linear.Quantized(
                own(() -> packed(path, out, in, quantization)),
                own(() -> scales(path + ".scales", out, groups)),
                own(() -> scales(path + ".biases", out, groups)),
                quantization,
                bias);
    }

    private MlxArray packed(String path, int out, int in, Quantization quantization) {
        MlxArray weight = read(path + ".weight");
        check(path + ".weight", weight.shape(), out, in * quantization.bits() / 32);
        return weight;
    }

    private MlxArray scales(String name, int out, int groups) {
        MlxArray scales = read(name);
        check(name, scales.shape(), out, groups);
        return floats(scales);
    }

    /** The type of activations: that of the stored embedding (GGUF files keep norms in float32 beside it), or float32. */
    public DType floatType() {
        if (floatType == null) {
            floatType = precision == Precision.STORED ? storedFloatType() : DType.FLOAT32;
        }
        return floatType;
    }

    private DType storedFloatType() {
        String embedding = "model.embed_tokens";
        return source.tensor(embedding + (has(embedding + ".scales") ? ".scales" : ".weight"))
                .dtype();
    }

    private MlxArray floats(MlxArray array) {
        DType type = floatType();
        return array.dtype() == type ? array : Ops.astype(array, type);
    }

    /** A GPU reads either layout; a CPU's row-times-matrix product wants the transposed one in memory. */
    private MlxArray transposed(MlxArray weight) {
        MlxArray view = Ops.transpose(weight, 1, 0);
        return precision == Precision.DENSE_FLOAT32 ? Ops.contiguous(view) : view;
    }

    private MlxArray read(String name) {
        HostTensor tensor = source.tensor(name);
        progress.accept(Math.min(1.0, ++loaded / (double) names.size()));
        return MlxArray.ofMemory(tensor.data(), tensor.dtype(), tensor.shape());
    }

    /** Computes an array and keeps it until the model closes. */
    public MlxArray own(Supplier<MlxArray> build) {
        try (MlxScope scope = MlxScope.open()) {
            MlxArray array = build.get();
            Ops.eval(List.of(array));
            MlxArray kept = scope.keep(array);
            owned.add(kept);
            return kept;
        }
    }

    private static void check(String name, int[] found, int... expected) {
        if (!Arrays.equals(found, expected)) {
            throw new ModelFormatException("The tensor " + name + " has the shape " + Arrays.toString(found)
                    + " where config.json makes it " + Arrays.toString(expected)
                    + ". The model's files do not belong together.");
        }
    }

    @Override
    public void close() {
        MlxScope.free(owned);
        owned.clear();
    }
}

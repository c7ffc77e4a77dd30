package dev.crema.mlx.model;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.ops.Ops;
import org.jspecify.annotations.Nullable;

/** A matrix applied to rows: {@code y = x·Wᵀ (+ bias)}. Owned by the model's {@link Parameters}. */
public sealed interface Linear {
    /**
     * Applies it.
     *
     * @param x [rows, in]
     * @return [rows, out]
     */
    MlxArray apply(MlxArray x);

    /**
     * Rows of the matrix, for an embedding.
     *
     * @param tokens int32 [rows]
     * @return [rows, in]
     */
    MlxArray lookup(MlxArray tokens);

    /**
     * A dense matrix, stored transposed: {@code x·W} with W [in, out] reads memory in order.
     *
     * @param transposed [in, out]
     */
    record Dense(MlxArray transposed, @Nullable MlxArray bias) implements Linear {
        @Override
        public MlxArray apply(MlxArray x) {
            return bias == null ? Ops.matmul(x, transposed) : Ops.addmm(bias, x, transposed);
        }

        @Override
        public MlxArray lookup(MlxArray tokens) {
            return Ops.transpose(Ops.take(transposed, tokens, 1), 1, 0);
        }
    }

    /** A group-quantized matrix [out, in] in MLX's layout. */
    record Quantized(
            MlxArray weight,
            MlxArray scales,
            @Nullable MlxArray biases,
            Quantization quantization,
            @Nullable MlxArray bias)
            implements Linear {
        @Override
        public MlxArray apply(MlxArray x) {
            MlxArray y = Ops.quantizedMatmul(x, weight, scales, biases, quantization.groupSize(), quantization.bits());
            return bias == null ? y : Ops.add(y, bias);
        }

        @Override
        public MlxArray lookup(MlxArray tokens) {
            return Ops.dequantize(
                    Ops.take(weight, tokens, 0),
                    Ops.take(scales, tokens, 0),
                    biases == null ? null : Ops.take(biases, tokens, 0),
                    quantization.groupSize(),
                    quantization.bits());
        }
    }
}

package dev.crema.mlx.model;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.kv.Batch;
import dev.crema.mlx.ops.Ops;
import dev.crema.mlx.ops.Rope;
import org.jspecify.annotations.Nullable;

/**
 * Grouped-query self-attention with rotary positions, and with norms on queries and keys where the model has them.
 *
 * @param queryNorm RMS norm weight over a head, or null
 * @param keyNorm as queryNorm
 */
record SelfAttention(
        Linear query,
        Linear key,
        Linear value,
        Linear output,
        @Nullable MlxArray queryNorm,
        @Nullable MlxArray keyNorm,
        int heads,
        int kvHeads,
        int headDim,
        float eps,
        Rope rope) {

    static SelfAttention load(Parameters parameters, ModelConfig config, String path, Rope rope, boolean normed) {
        int hidden = config.hiddenSize();
        int heads = config.heads();
        int kvHeads = config.kvHeads();
        int headDim = config.headDim();
        return new SelfAttention(
                parameters.linear(path + ".q_proj", heads * headDim, hidden),
                parameters.linear(path + ".k_proj", kvHeads * headDim, hidden),
                parameters.linear(path + ".v_proj", kvHeads * headDim, hidden),
                parameters.linear(path + ".o_proj", hidden, heads * headDim),
                normed ? parameters.vector(path + ".q_norm.weight", headDim) : null,
                normed ? parameters.vector(path + ".k_norm.weight", headDim) : null,
                heads,
                kvHeads,
                headDim,
                config.rmsNormEps(),
                rope);
    }

    MlxArray apply(int layer, MlxArray x, Batch batch) {
        MlxArray q = byHead(query.apply(x), heads, queryNorm);
        MlxArray k = byHead(key.apply(x), kvHeads, keyNorm);
        MlxArray v = byHead(value.apply(x), kvHeads, null);
        return output.apply(batch.attend(layer, q, k, v, rope, (float) Math.pow(headDim, -0.5)));
    }

    private MlxArray byHead(MlxArray rows, int count, @Nullable MlxArray norm) {
        MlxArray split = Ops.reshape(rows, -1, count, headDim);
        return norm == null ? split : Ops.rmsNorm(split, norm, eps);
    }
}

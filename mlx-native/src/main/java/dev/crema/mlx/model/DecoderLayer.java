package dev.crema.mlx.model;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.kv.Batch;
import dev.crema.mlx.ops.Ops;

/** A pre-norm transformer layer: attention, then MLP, each added to the residual stream. */
record DecoderLayer(SelfAttention attention, GatedMlp mlp, MlxArray attentionNorm, MlxArray mlpNorm, float eps) {

    MlxArray apply(int layer, MlxArray x, Batch batch) {
        MlxArray attended = Ops.add(x, attention.apply(layer, Ops.rmsNorm(x, attentionNorm, eps), batch));
        return Ops.add(attended, mlp.apply(Ops.rmsNorm(attended, mlpNorm, eps)));
    }
}

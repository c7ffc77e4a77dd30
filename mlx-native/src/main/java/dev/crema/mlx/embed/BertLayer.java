package dev.crema.mlx.embed;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.model.Linear;
import dev.crema.mlx.model.ModelConfig;
import dev.crema.mlx.model.Parameters;
import dev.crema.mlx.ops.Attention;
import dev.crema.mlx.ops.Ops;
import java.util.ArrayList;
import java.util.List;

/** One layer of BERT (Devlin et al. 2018): attention, then two matrices with GELU between; each added and normalised. */
record BertLayer(
        Linear query,
        Linear key,
        Linear value,
        Linear attended,
        LayerNorm attendedNorm,
        Linear inner,
        Linear outer,
        LayerNorm outerNorm,
        int heads) {

    /** The norm at a path, by the names of Hugging Face's checkpoints. */
    record LayerNorm(MlxArray weight, MlxArray bias, float eps) {
        static LayerNorm load(Parameters parameters, ModelConfig config, String path) {
            return new LayerNorm(
                    parameters.vector(path + ".weight", config.hiddenSize()),
                    parameters.vector(path + ".bias", config.hiddenSize()),
                    (float) config.json().path("layer_norm_eps").asDouble(1e-12));
        }

        MlxArray apply(MlxArray x) {
            return Ops.layerNorm(x, weight, bias, eps);
        }
    }

    static BertLayer load(Parameters parameters, ModelConfig config, String path) {
        int hidden = config.hiddenSize();
        int wide = config.json().path("intermediate_size").asInt();
        String attention = path + ".attention";
        return new BertLayer(
                parameters.linear(attention + ".self.query", hidden, hidden),
                parameters.linear(attention + ".self.key", hidden, hidden),
                parameters.linear(attention + ".self.value", hidden, hidden),
                parameters.linear(attention + ".output.dense", hidden, hidden),
                LayerNorm.load(parameters, config, attention + ".output.LayerNorm"),
                parameters.linear(path + ".intermediate.dense", wide, hidden),
                parameters.linear(path + ".output.dense", hidden, wide),
                LayerNorm.load(parameters, config, path + ".output.LayerNorm"),
                config.heads());
    }

    /**
     * Applies the layer.
     *
     * @param x [rows, hidden]
     * @param runs which rows belong to which text
     * @return as x
     */
    MlxArray apply(MlxArray x, List<TextRun> runs) {
        MlxArray q = query.apply(x);
        MlxArray k = key.apply(x);
        MlxArray v = value.apply(x);
        float scale = (float) Math.pow(x.dim(-1) / (double) heads, -0.5);
        List<MlxArray> parts = new ArrayList<>();
        for (TextRun run : runs) {
            parts.add(Attention.texts(run.of(q), run.of(k), run.of(v), run.texts(), heads, scale));
        }
        MlxArray all = parts.size() == 1 ? parts.getFirst() : Ops.concatenate(parts, 0);
        MlxArray middle = attendedNorm.apply(Ops.add(x, attended.apply(all)));
        return outerNorm.apply(Ops.add(middle, outer.apply(Ops.gelu(inner.apply(middle)))));
    }
}

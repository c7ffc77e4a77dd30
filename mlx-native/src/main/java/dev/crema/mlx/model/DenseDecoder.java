package dev.crema.mlx.model;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.kv.Batch;
import dev.crema.mlx.kv.KvLayout;
import dev.crema.mlx.ops.Ops;
import dev.crema.mlx.ops.Rope;
import java.util.ArrayList;
import java.util.List;

/** A stack of {@link DecoderLayer}s between an embedding and a head: the shape most dense families share. */
final class DenseDecoder implements LanguageModel {
    private final Parameters parameters;
    private final Linear embedding;
    private final Linear head;
    private final List<DecoderLayer> layers = new ArrayList<>();
    private final MlxArray norm;
    private final float eps;
    private final KvLayout kvLayout;

    /**
     * Loads the weights.
     *
     * @param queryKeyNorms whether queries and keys are normalised per head
     * @param tied whether the head is the embedding
     */
    DenseDecoder(ModelConfig config, Parameters parameters, Rope rope, boolean queryKeyNorms, boolean tied) {
        this.parameters = parameters;
        this.eps = config.rmsNormEps();
        int hidden = config.hiddenSize();
        embedding = parameters.linear("model.embed_tokens", config.vocabularySize(), hidden);
        for (int i = 0; i < config.layers(); i++) {
            String path = "model.layers." + i;
            layers.add(new DecoderLayer(
                    SelfAttention.load(parameters, config, path + ".self_attn", rope, queryKeyNorms),
                    GatedMlp.load(parameters, config, path + ".mlp"),
                    parameters.vector(path + ".input_layernorm.weight", hidden),
                    parameters.vector(path + ".post_attention_layernorm.weight", hidden),
                    eps));
        }
        norm = parameters.vector("model.norm.weight", hidden);
        head = tied ? embedding : parameters.linear("lm_head", config.vocabularySize(), hidden);
        kvLayout = new KvLayout(config.layers(), config.kvHeads(), config.headDim(), parameters.floatType());
    }

    @Override
    public MlxArray forward(MlxArray tokens, Batch batch) {
        MlxArray x = embedding.lookup(tokens);
        for (int i = 0; i < layers.size(); i++) {
            x = layers.get(i).apply(i, x, batch);
        }
        batch.advance();
        return Ops.rmsNorm(x, norm, eps);
    }

    @Override
    public MlxArray logits(MlxArray hidden) {
        return head.apply(hidden);
    }

    @Override
    public KvLayout kvLayout() {
        return kvLayout;
    }

    @Override
    public void close() {
        parameters.close();
    }
}

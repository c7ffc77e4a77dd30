package dev.crema.mlx.embed;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import dev.crema.mlx.embed.BertLayer.LayerNorm;
import dev.crema.mlx.model.Linear;
import dev.crema.mlx.model.ModelConfig;
import dev.crema.mlx.model.Parameters;
import dev.crema.mlx.model.Precision;
import dev.crema.mlx.ops.Ops;
import dev.crema.mlx.weights.ModelFormatException;
import dev.crema.mlx.weights.WeightSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A BERT encoder and its pooling, as MiniLM, BGE and E5 are. Computes in float32. Belongs to the thread that loaded it. */
final class BertEncoder implements AutoCloseable {
    private final Parameters parameters;
    private final Linear words;
    private final Linear positions;
    private final Linear types;
    private final LayerNorm norm;
    private final List<BertLayer> layers = new ArrayList<>();
    private final Pooling pooling;
    private final int hidden;

    private BertEncoder(ModelConfig config, Parameters parameters, Pooling pooling) {
        this.parameters = parameters;
        this.pooling = pooling;
        this.hidden = config.hiddenSize();
        words = parameters.linear("embeddings.word_embeddings", config.vocabularySize(), hidden);
        positions = parameters.linear("embeddings.position_embeddings", config.contextLength(), hidden);
        types = parameters.linear(
                "embeddings.token_type_embeddings",
                config.json().path("type_vocab_size").asInt(2),
                hidden);
        norm = LayerNorm.load(parameters, config, "embeddings.LayerNorm");
        for (int i = 0; i < config.layers(); i++) {
            layers.add(BertLayer.load(parameters, config, "encoder.layer." + i));
        }
    }

    /**
     * Loads the weights.
     *
     * @throws ModelFormatException if they are of another kind
     */
    static BertEncoder load(ModelConfig config, WeightSource weights, Pooling pooling) {
        check(config, "model_type", "bert");
        check(config, "hidden_act", "gelu");
        check(config, "position_embedding_type", "absolute");
        Parameters parameters = new Parameters(weights, config, Precision.FLOAT32, fraction -> {});
        try {
            return new BertEncoder(config, parameters, pooling);
        } catch (RuntimeException e) {
            parameters.close();
            throw e;
        }
    }

    private static void check(ModelConfig config, String field, String wanted) {
        String found = config.json().path(field).asText(wanted);
        if (!found.equals(wanted)) {
            throw new ModelFormatException("This embedding model's config.json has \"" + field + "\": \"" + found
                    + "\"; Crema runs those with \"" + wanted
                    + "\" only. Choose a BERT model, for example all-MiniLM-L6-v2 or bge-small-en-v1.5.");
        }
    }

    /**
     * Encodes texts. Those of equal length should be neighbours.
     *
     * @param batch token ids of each, special ones included
     * @return a vector of length 1 for each
     */
    List<float[]> encode(List<int[]> batch) {
        List<TextRun> runs = TextRun.of(batch);
        try (MlxScope scope = MlxScope.open()) {
            MlxArray x = embedded(batch);
            for (BertLayer layer : layers) {
                x = layer.apply(x, runs);
            }
            List<MlxArray> pooled = new ArrayList<>();
            for (TextRun run : runs) {
                pooled.add(pooling.apply(Ops.reshape(run.of(x), run.texts(), run.length(), hidden)));
            }
            float[] all = Ops.concatenate(pooled, 0).toFloats();
            return IntStream.range(0, batch.size())
                    .mapToObj(i -> normalised(all, i * hidden))
                    .toList();
        }
    }

    private MlxArray embedded(List<int[]> batch) {
        int[] tokens = batch.stream().flatMapToInt(IntStream::of).toArray();
        int[] places = batch.stream()
                .flatMapToInt(text -> IntStream.range(0, text.length))
                .toArray();
        MlxArray x = Ops.add(words.lookup(MlxArray.ofInts(tokens)), positions.lookup(MlxArray.ofInts(places)));
        return norm.apply(Ops.add(x, types.lookup(MlxArray.ofInts(0))));
    }

    private float[] normalised(float[] all, int start) {
        double squares = 0;
        for (int i = start; i < start + hidden; i++) {
            squares += (double) all[i] * all[i];
        }
        double factor = squares == 0 ? 0 : 1 / Math.sqrt(squares);
        float[] vector = new float[hidden];
        for (int i = 0; i < hidden; i++) {
            vector[i] = (float) (all[start + i] * factor);
        }
        return vector;
    }

    @Override
    public void close() {
        parameters.close();
    }
}

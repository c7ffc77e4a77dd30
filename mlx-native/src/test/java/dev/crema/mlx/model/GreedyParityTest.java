package dev.crema.mlx.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.kv.Batch;
import dev.crema.mlx.kv.KvCache;
import dev.crema.mlx.ops.Ops;
import dev.crema.mlx.weights.ModelFolder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every architecture and layout gives mlx-lm's own tokens and logits, on tiny models of random weights. */
class GreedyParityTest {
    /** Below this gap between the two best logits, 16-bit rounding may choose either. */
    private static final float SIXTEEN_BIT_TIE = 0.2f;

    @BeforeAll
    static void loadMlx() {
        NativeRuntime.load();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny-llama-f32",
                "tiny-llama-rope3",
                "tiny-llama-8bit",
                "tiny-qwen3-f32",
                "tiny-qwen3-4bit",
                "tiny-llama-f16-sharded",
                "tiny-mistral-bf16"
            })
    void greedyTokensAndLogitsEqualThoseOfMlxLm(String name) {
        int compared = 0;
        for (Vectors.Case vector : Vectors.read(name)) {
            boolean float32 = vector.precision().equals("float32");
            Run run = run(name, float32 ? Precision.FLOAT32 : Precision.STORED, vector);
            if (float32) {
                assertThat(run.tokens).as("%s %s", name, vector).isEqualTo(vector.tokens());
                assertThat(Vectors.largestDifference(run.logits, vector.logits()))
                        .isLessThan(1e-4f);
                compared++;
            } else {
                assertEqualUpToFirstTie(run, vector, name);
            }
        }
        assertThat(compared).isGreaterThan(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-llama-8bit", "tiny-qwen3-4bit"})
    void dequantizedWeightsGiveTheSameTokens(String name) {
        for (Vectors.Case vector : Vectors.read(name)) {
            if (vector.precision().equals("float32")) {
                assertThat(run(name, Precision.DENSE_FLOAT32, vector).tokens).isEqualTo(vector.tokens());
            }
        }
    }

    private static void assertEqualUpToFirstTie(Run run, Vectors.Case vector, String name) {
        for (int i = 0; i < vector.tokens().length && vector.margins()[i] > SIXTEEN_BIT_TIE; i++) {
            assertThat(run.tokens[i]).as("%s %s, token %d", name, vector, i).isEqualTo(vector.tokens()[i]);
        }
        assertThat(Vectors.largestDifference(run.logits, vector.logits())).isLessThan(SIXTEEN_BIT_TIE);
    }

    private record Run(float[] logits, int[] tokens) {}

    private static Run run(String name, Precision precision, Vectors.Case vector) {
        try (ModelFolder folder = ModelFolder.open(Vectors.model(name));
                LanguageModel model = Architectures.load(
                        new ModelConfig(folder.config()), folder.weights(), precision, fraction -> {});
                KvCache kv = KvCache.empty(model.kvLayout(), vector.prompt().length)) {
            List<Integer> tokens = new ArrayList<>();
            float[] first = logits(model, kv, vector.prompt());
            float[] logits = first;
            while (tokens.size() < vector.tokens().length) {
                int best = argmax(logits);
                tokens.add(best);
                logits = logits(model, kv, best);
            }
            return new Run(first, tokens.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    /** Logits after the last of the given tokens. */
    private static float[] logits(LanguageModel model, KvCache kv, int... tokens) {
        try (MlxScope scope = MlxScope.open()) {
            MlxArray hidden = model.forward(MlxArray.ofInts(tokens), Batch.prefill(kv, tokens.length));
            return model.logits(Ops.rows(hidden, tokens.length - 1, tokens.length))
                    .toFloats();
        }
    }

    private static int argmax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }
}

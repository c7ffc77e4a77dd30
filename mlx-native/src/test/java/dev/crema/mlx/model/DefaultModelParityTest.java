package dev.crema.mlx.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.kv.Batch;
import dev.crema.mlx.kv.KvCache;
import dev.crema.mlx.ops.Ops;
import dev.crema.mlx.weights.ModelFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The default model, read from its GGUF file, gives mlx-lm's own tokens on ten prompts. The ten answers are decoded
 * together, one forward pass a token, as the engine does.
 */
class DefaultModelParityTest {
    @BeforeAll
    static void loadMlx() {
        NativeRuntime.load();
    }

    @Test
    void dequantizedWeightsGiveTheTokensOfMlxLm() {
        assertGreedyTokensEqual("float32", Precision.DENSE_FLOAT32);
    }

    @Test
    void quantizedWeightsGiveTheTokensOfMlxLm() {
        assertGreedyTokensEqual("quantized", Precision.FLOAT32);
    }

    @Test
    void logitsEqualThoseOfMlxLm() {
        List<Vectors.Case> prompts = cases("float32");
        try (ModelFolder folder = folder();
                LanguageModel model = model(folder, Precision.DENSE_FLOAT32)) {
            JsonNode recorded = Vectors.json("default-model-logits");
            assertThat(recorded.path("precision").asText()).isEqualTo("float32");
            int compared = 0;
            for (JsonNode node : recorded.path("logits")) {
                int[] prompt = prompts.get(node.path("prompt").asInt()).prompt();
                float[] expected = Vectors.logits(node.path("logits").asText());
                try (KvCache kv = KvCache.empty(model.kvLayout(), prompt.length);
                        MlxScope scope = MlxScope.open()) {
                    float[] found = lastLogits(model, kv, prompt).toFloats();
                    assertThat(Vectors.largestDifference(found, expected)).isLessThan(1e-4f);
                    compared++;
                }
            }
            assertThat(compared).isEqualTo(2);
        }
    }

    private static void assertGreedyTokensEqual(String recorded, Precision precision) {
        List<Vectors.Case> cases = cases(recorded);
        assertThat(cases).hasSize(10);
        List<KvCache> caches = new ArrayList<>();
        int[][] found = new int[cases.size()][64];
        try (ModelFolder folder = folder();
                LanguageModel model = model(folder, precision)) {
            int[] next = new int[cases.size()];
            for (int i = 0; i < next.length; i++) {
                KvCache kv = KvCache.empty(model.kvLayout(), cases.get(i).prompt().length + 64);
                caches.add(kv);
                try (MlxScope scope = MlxScope.open()) {
                    next[i] = Ops.argmax(lastLogits(model, kv, cases.get(i).prompt()), -1)
                            .toInt();
                }
            }
            for (int step = 0; step < 64; step++) {
                for (int i = 0; i < next.length; i++) {
                    found[i][step] = next[i];
                }
                try (MlxScope scope = MlxScope.open()) {
                    MlxArray hidden = model.forward(MlxArray.ofInts(next), Batch.decode(caches));
                    next = Ops.argmax(model.logits(hidden), -1).toInts();
                }
            }
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i])
                        .as("prompt %d, %s", i, recorded)
                        .isEqualTo(cases.get(i).tokens());
            }
        } finally {
            caches.forEach(KvCache::close);
        }
    }

    private static MlxArray lastLogits(LanguageModel model, KvCache kv, int[] prompt) {
        MlxArray hidden = model.forward(MlxArray.ofInts(prompt), Batch.prefill(kv, prompt.length));
        return model.logits(Ops.rows(hidden, prompt.length - 1, prompt.length));
    }

    private static List<Vectors.Case> cases(String precision) {
        return Vectors.read("default-model").stream()
                .filter(vector -> vector.precision().equals(precision))
                .toList();
    }

    private static LanguageModel model(ModelFolder folder, Precision precision) {
        return Architectures.load(new ModelConfig(folder.config()), folder.weights(), precision, fraction -> {});
    }

    private static ModelFolder folder() {
        String path = System.getProperty("crema.test.model", "");
        assertThat(path)
                .as("the system property crema.test.model names the default model's GGUF file; ./crema test sets it")
                .isNotEmpty();
        return ModelFolder.open(Path.of(path));
    }
}

package dev.crema.mlx.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.binding.Shim;
import dev.crema.mlx.kv.Batch;
import dev.crema.mlx.kv.KvBlock;
import dev.crema.mlx.kv.KvCache;
import dev.crema.mlx.kv.KvFormat;
import dev.crema.mlx.kv.KvLayout;
import dev.crema.mlx.ops.Ops;
import dev.crema.mlx.weights.ModelFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What quantized keys and values do to a model's answers, and that reusing a prefix does nothing more. */
class KvFormatTest {
    private static final int BLOCK = 64;
    private static final int ANSWER = 8;

    @BeforeAll
    static void loadMlx() {
        NativeRuntime.load();
    }

    /** Bounds are twice what was measured; the default model's logits reach from about -12 to 20. */
    @ParameterizedTest
    @CsvSource({"default, Q8, 0.5", "default, Q4, 9", "tiny-qwen3-f32, Q8, 0.15", "tiny-qwen3-f32, Q4, 5"})
    void logitsAreCloseToThoseOfTheModelsPrecision(String name, KvFormat format, float bound) {
        try (LanguageModel model = model(name)) {
            float largest = 0;
            for (int seed = 1; seed <= 3; seed++) {
                int[] prompt = prompt(name, seed);
                largest = Math.max(
                        largest,
                        Vectors.largestDifference(
                                logits(model, format, prompt), logits(model, KvFormat.MODEL, prompt)));
            }
            assertThat(largest).isBetween(1e-6f, bound);
        }
    }

    /** The same passes over the same rows: what comes out of blocks must not be distinguishable from what went in. */
    @ParameterizedTest
    @EnumSource(KvFormat.class)
    void aRestoredPrefixGivesTheVeryLogits(KvFormat format) {
        long handles = Shim.crema_live_handles();
        for (String name : List.of("default", "tiny-qwen3-f32", "tiny-qwen3-4bit")) {
            try (LanguageModel model = model(name)) {
                KvLayout layout = model.kvLayout().withFormat(format);
                int[] prompt = prompt(name, 1);
                for (int cut : new int[] {BLOCK, BLOCK + 9}) {
                    try (KvCache kv = KvCache.empty(layout, 1)) {
                        prefill(model, kv, Arrays.copyOf(prompt, cut), cut);
                        Answer live = answer(model, kv, prompt, 256);
                        Answer restored = warm(model, kv, layout, cut, prompt, 256);
                        assertThat(restored.logits)
                                .as("%s, %d reused", name, cut)
                                .isDeepEqualTo(live.logits);
                    }
                }
            }
        }
        assertThat(Shim.crema_live_handles()).isEqualTo(handles);
    }

    /**
     * A turn that starts from what another left, decoded tokens included, against cold runs in chunks of other sizes. Here
     * rows meet other kernels, so sums are rounded otherwise; a quantized format turns some of that into whole steps, and a
     * deep model multiplies those. So tokens must be equal up to the first that was a tie within the format's noise.
     */
    @ParameterizedTest
    @CsvSource({
        "default, MODEL, 0.001, 1",
        "default, Q8, 0.3, 1",
        "tiny-qwen3-f32, MODEL, 0.001, 8",
        "tiny-qwen3-f32, Q8, 0.01, 8",
        "tiny-qwen3-f32, Q4, 0.01, 8",
        "tiny-qwen3-4bit, Q4, 0.01, 8"
    })
    void howMuchIsReusedChangesNoToken(String name, KvFormat format, float tie, int conversations) {
        int compared = 0;
        try (LanguageModel model = model(name)) {
            KvLayout layout = model.kvLayout().withFormat(format);
            for (int seed = 1; seed <= conversations; seed++) {
                int[] first = prompt(name, seed);
                try (KvCache kv = KvCache.empty(layout, 1)) {
                    int[] answer = answer(model, kv, first, 256).tokens;
                    int[] second = concat(first, answer, Arrays.copyOf(prompt(name, seed + 1), 30));
                    Answer cold = cold(model, layout, second, 256);
                    compared += assertEqualUpToTie(cold(model, layout, second, 50), cold, tie);
                    for (int reused : new int[] {BLOCK, first.length - 7, kv.length()}) {
                        compared += assertEqualUpToTie(warm(model, kv, layout, reused, second, 100), cold, tie);
                    }
                }
            }
        }
        assertThat(compared).isGreaterThan(conversations * 4 * 3);
    }

    private static int assertEqualUpToTie(Answer found, Answer cold, float tie) {
        int i = 0;
        while (i < ANSWER && cold.margin(i) > tie) {
            assertThat(found.tokens[i]).as("token %d", i).isEqualTo(cold.tokens[i]);
            i++;
        }
        return i;
    }

    private static Answer cold(LanguageModel model, KvLayout layout, int[] prompt, int chunk) {
        try (KvCache kv = KvCache.empty(layout, 1)) {
            return answer(model, kv, prompt, chunk);
        }
    }

    private static Answer warm(
            LanguageModel model, KvCache source, KvLayout layout, int reused, int[] prompt, int chunk) {
        List<KvBlock> blocks = new ArrayList<>();
        for (int at = 0; at < source.length(); at += BLOCK) {
            blocks.add(source.copy(at, Math.min(at + BLOCK, source.length())));
        }
        try (KvCache kv = KvCache.restored(layout, blocks, reused, prompt.length)) {
            return answer(model, kv, prompt, chunk);
        } finally {
            blocks.forEach(KvBlock::close);
        }
    }

    @ParameterizedTest
    @CsvSource({"default, MODEL, 0.001", "default, Q8, 0.3", "tiny-qwen3-f32, Q8, 0.01", "tiny-qwen3-f32, Q4, 0.01"})
    void sequencesOfDifferentLengthsAnswerTogetherAsAlone(String name, KvFormat format, float tie) {
        try (LanguageModel model = model(name)) {
            KvLayout layout = model.kvLayout().withFormat(format);
            List<KvCache> caches = new ArrayList<>();
            List<Answer> alone = new ArrayList<>();
            List<Answer> together = new ArrayList<>();
            float[][] logits = new float[3][];
            for (int i = 0; i < 3; i++) {
                int[] prompt = Arrays.copyOf(prompt(name, 2), 3 + 35 * i);
                alone.add(cold(model, layout, prompt, 256));
                caches.add(KvCache.empty(layout, 1));
                together.add(new Answer(new int[ANSWER], new float[ANSWER][]));
                logits[i] = prefill(model, caches.get(i), prompt, 256);
            }
            for (int step = 0; step < ANSWER; step++) {
                for (int i = 0; i < 3; i++) {
                    together.get(i).tokens[step] = best(logits[i]);
                    together.get(i).logits[step] = logits[i];
                }
                int[] next = Arrays.stream(logits).mapToInt(KvFormatTest::best).toArray();
                logits = decode(model, caches, next);
            }
            caches.forEach(KvCache::close);
            int compared = 0;
            for (int i = 0; i < 3; i++) {
                compared += assertEqualUpToTie(together.get(i), alone.get(i), tie);
            }
            assertThat(compared).isGreaterThan(3);
        }
    }

    private static float[] logits(LanguageModel model, KvFormat format, int[] prompt) {
        try (KvCache kv = KvCache.empty(model.kvLayout().withFormat(format), prompt.length)) {
            return prefill(model, kv, prompt, prompt.length);
        }
    }

    /** A greedy answer with the logits that each token was the best of. */
    private record Answer(int[] tokens, float[][] logits) {
        /** How much better the token was than the second best. */
        float margin(int i) {
            float second = Float.NEGATIVE_INFINITY;
            for (int token = 0; token < logits[i].length; token++) {
                second = token == tokens[i] ? second : Math.max(second, logits[i][token]);
            }
            return logits[i][tokens[i]] - second;
        }
    }

    /** The greedy answer to a prompt of which the cache holds a beginning. */
    private static Answer answer(LanguageModel model, KvCache kv, int[] prompt, int chunk) {
        Answer answer = new Answer(new int[ANSWER], new float[ANSWER][]);
        float[] logits = prefill(model, kv, prompt, chunk);
        for (int i = 0; i < ANSWER; i++) {
            answer.tokens[i] = best(logits);
            answer.logits[i] = logits;
            logits = decode(model, List.of(kv), answer.tokens[i])[0];
        }
        return answer;
    }

    private static float[] prefill(LanguageModel model, KvCache kv, int[] prompt, int chunk) {
        float[] logits = {};
        while (kv.length() < prompt.length) {
            int from = kv.length();
            int[] rows = Arrays.copyOfRange(prompt, from, Math.min(from + chunk, prompt.length));
            try (MlxScope scope = MlxScope.open()) {
                MlxArray hidden = model.forward(MlxArray.ofInts(rows), Batch.prefill(kv, rows.length));
                logits = model.logits(Ops.rows(hidden, rows.length - 1, rows.length))
                        .toFloats();
            }
        }
        return logits;
    }

    /** The next logits of each sequence. */
    private static float[][] decode(LanguageModel model, List<KvCache> caches, int... tokens) {
        try (MlxScope scope = MlxScope.open()) {
            MlxArray logits = model.logits(model.forward(MlxArray.ofInts(tokens), Batch.decode(caches)));
            float[][] rows = new float[tokens.length][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = Ops.rows(logits, i, i + 1).toFloats();
            }
            return rows;
        }
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    /** Recorded prompts one after another for the default model, random text for the tiny ones. */
    private static int[] prompt(String name, int seed) {
        if (!name.equals("default")) {
            return new Random(seed).ints(140 + seed, 20, 250).toArray();
        }
        List<int[]> recorded = Vectors.read("default-model").stream()
                .map(Vectors.Case::prompt)
                .distinct()
                .toList();
        int[] all = concat(recorded.toArray(int[][]::new));
        return Arrays.copyOfRange(all, seed * 40, seed * 40 + 100);
    }

    private static LanguageModel model(String name) {
        boolean tiny = !name.equals("default");
        try (ModelFolder folder = ModelFolder.open(tiny ? Vectors.model(name) : defaultModel())) {
            return Architectures.load(
                    new ModelConfig(folder.config()), folder.weights(), Precision.DENSE_FLOAT32, fraction -> {});
        }
    }

    private static Path defaultModel() {
        String path = System.getProperty("crema.test.model", "");
        assertThat(path)
                .as("the system property crema.test.model names the default model's GGUF file; ./crema test sets it")
                .isNotEmpty();
        return Path.of(path);
    }

    private static int[] concat(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(IntStream::of).toArray();
    }
}

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

/** What quantized keys and values do to a model's answers, and that a reused prefix does nothing to them. */
class KvFormatTest {
    private static final int BLOCK = 64;
    private static final int ANSWER = 12;

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

    @ParameterizedTest
    @EnumSource(KvFormat.class)
    void aReusedPrefixChangesNoTokenOfTheDefaultModel(KvFormat format) {
        assertReuseChangesNothing("default", format, 1);
    }

    @ParameterizedTest
    @EnumSource(KvFormat.class)
    void aReusedPrefixChangesNoTokenOfQwen3(KvFormat format) {
        assertReuseChangesNothing("tiny-qwen3-f32", format, 8);
        assertReuseChangesNothing("tiny-qwen3-4bit", format, 8);
    }

    /** Two turns; the second starts from what the first left, cut in blocks, at block ends and inside of blocks. */
    private static void assertReuseChangesNothing(String name, KvFormat format, int conversations) {
        long handles = Shim.crema_live_handles();
        try (LanguageModel model = model(name)) {
            KvLayout layout = model.kvLayout().withFormat(format);
            for (int seed = 1; seed <= conversations; seed++) {
                int[] first = prompt(name, seed);
                try (KvCache kv = KvCache.empty(layout, 1)) {
                    int[] answer = answer(model, kv, first, 256);
                    int[] second = concat(first, answer, Arrays.copyOf(prompt(name, seed + 1), 30));
                    int[] cold = cold(model, layout, second, 256);
                    assertThat(cold(model, layout, second, 50))
                            .as("cold, chunks of 50")
                            .isEqualTo(cold);
                    int whole = first.length / BLOCK * BLOCK;
                    for (int reused : new int[] {BLOCK, whole + 5, kv.length()}) {
                        assertThat(warm(model, kv, layout, reused, second))
                                .as("%s, conversation %d, %d tokens reused", name, seed, reused)
                                .isEqualTo(cold);
                    }
                }
            }
        }
        assertThat(Shim.crema_live_handles()).isEqualTo(handles);
    }

    private static int[] cold(LanguageModel model, KvLayout layout, int[] prompt, int chunk) {
        try (KvCache kv = KvCache.empty(layout, 1)) {
            return answer(model, kv, prompt, chunk);
        }
    }

    private static int[] warm(LanguageModel model, KvCache source, KvLayout layout, int reused, int[] prompt) {
        List<KvBlock> blocks = new ArrayList<>();
        for (int at = 0; at < source.length(); at += BLOCK) {
            blocks.add(source.copy(at, Math.min(at + BLOCK, source.length())));
        }
        try (KvCache kv = KvCache.restored(layout, blocks, reused, prompt.length)) {
            return answer(model, kv, prompt, 100);
        } finally {
            blocks.forEach(KvBlock::close);
        }
    }

    @ParameterizedTest
    @EnumSource(KvFormat.class)
    void sequencesOfDifferentLengthsAnswerTogetherAsAlone(KvFormat format) {
        try (LanguageModel model = model("default")) {
            KvLayout layout = model.kvLayout().withFormat(format);
            List<int[]> prompts = IntStream.of(3, 40, 70)
                    .mapToObj(length -> Arrays.copyOf(prompt("default", 2), length))
                    .toList();
            List<KvCache> caches = new ArrayList<>();
            int[] next = new int[prompts.size()];
            int[][] together = new int[prompts.size()][ANSWER];
            for (int i = 0; i < next.length; i++) {
                caches.add(KvCache.empty(layout, 1));
                next[i] = prefill(model, caches.get(i), prompts.get(i), 256);
            }
            for (int step = 0; step < ANSWER; step++) {
                for (int i = 0; i < next.length; i++) {
                    together[i][step] = next[i];
                }
                next = decode(model, caches, next);
            }
            caches.forEach(KvCache::close);
            for (int i = 0; i < next.length; i++) {
                assertThat(together[i]).as("sequence %d", i).isEqualTo(cold(model, layout, prompts.get(i), 256));
            }
        }
    }

    private static float[] logits(LanguageModel model, KvFormat format, int[] prompt) {
        try (KvCache kv = KvCache.empty(model.kvLayout().withFormat(format), prompt.length);
                MlxScope scope = MlxScope.open()) {
            return last(model, kv, prompt).toFloats();
        }
    }

    /** The greedy answer to a prompt of which the cache holds a beginning. */
    private static int[] answer(LanguageModel model, KvCache kv, int[] prompt, int chunk) {
        int[] tokens = new int[ANSWER];
        int next = prefill(model, kv, prompt, chunk);
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = next;
            next = decode(model, List.of(kv), next)[0];
        }
        return tokens;
    }

    private static int prefill(LanguageModel model, KvCache kv, int[] prompt, int chunk) {
        int next = -1;
        while (kv.length() < prompt.length) {
            int from = kv.length();
            try (MlxScope scope = MlxScope.open()) {
                int[] rows = Arrays.copyOfRange(prompt, from, Math.min(from + chunk, prompt.length));
                next = Ops.argmax(last(model, kv, rows), -1).toInt();
            }
        }
        return next;
    }

    private static int[] decode(LanguageModel model, List<KvCache> caches, int... tokens) {
        try (MlxScope scope = MlxScope.open()) {
            MlxArray hidden = model.forward(MlxArray.ofInts(tokens), Batch.decode(caches));
            return Ops.argmax(model.logits(hidden), -1).toInts();
        }
    }

    private static MlxArray last(LanguageModel model, KvCache kv, int[] rows) {
        MlxArray hidden = model.forward(MlxArray.ofInts(rows), Batch.prefill(kv, rows.length));
        return model.logits(Ops.rows(hidden, rows.length - 1, rows.length));
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

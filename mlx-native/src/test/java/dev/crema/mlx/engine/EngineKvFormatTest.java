package dev.crema.mlx.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.mlx.kv.KvFormat;
import dev.crema.mlx.model.Precision;
import dev.crema.mlx.weights.ModelFolder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys and values in every format, through the whole engine. */
class EngineKvFormatTest {
    private static final long BUDGET = 64 << 20;

    @ParameterizedTest
    @EnumSource(KvFormat.class)
    void aTurnThatReusesTheLastOneAnswersAsAColdRun(KvFormat format) {
        for (int seed = 1; seed <= 5; seed++) {
            int[] first = prompt(seed, 130 + 7 * seed);
            int[] second;
            int[] warmTokens;
            try (Engine warm = load("tiny-qwen3-f32", BUDGET, 128, format)) {
                Answer answer = Answer.ask(warm, first, 20).await();
                second = concat(first, answer.tokens(), prompt(seed + 50, 40));
                Answer turn = Answer.ask(warm, second, 20).await();
                assertThat(turn.finished().usage().reused())
                        .isGreaterThanOrEqualTo(
                                first.length + answer.finished().usage().generated() - 1);
                warmTokens = turn.tokens();
            }
            try (Engine cold = load("tiny-qwen3-f32", 0, 48, format)) {
                Answer turn = Answer.ask(cold, second, 20).await();
                assertThat(turn.finished().usage().reused()).isZero();
                assertThat(warmTokens).as("conversation %d", seed).isEqualTo(turn.tokens());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(KvFormat.class)
    void sequencesOfManyLengthsAnswerTogetherAsEachAlone(KvFormat format) {
        try (Engine engine = load("tiny-qwen3-f32", 0, 128, format)) {
            List<int[]> prompts = IntStream.range(0, 6)
                    .mapToObj(i -> prompt(i + 20, 5 + 41 * i))
                    .toList();
            List<int[]> alone = new ArrayList<>();
            for (int[] prompt : prompts) {
                alone.add(Answer.ask(engine, prompt, 15).await().tokens());
            }
            List<Answer> together = prompts.stream()
                    .map(prompt -> Answer.ask(engine, prompt, 15))
                    .toList();
            for (int i = 0; i < prompts.size(); i++) {
                assertThat(together.get(i).await().tokens()).as("request %d", i).isEqualTo(alone.get(i));
            }
        }
    }

    /** Two layers of one KV head of 32 numbers; a group of 32 has a float32 scale and bias. */
    @ParameterizedTest
    @CsvSource({"MODEL, 512", "Q8, 160", "Q4, 96"})
    void theFootprintIsThatOfTheFormat(KvFormat format, long bytesPerToken) {
        try (Engine engine = load("tiny-qwen3-f32", BUDGET, 128, format)) {
            Answer answer = Answer.ask(engine, prompt(1, 128), 0).await();
            assertThat(answer.finished().usage().kvBytes()).isEqualTo(128 * bytesPerToken);
        }
    }

    @ParameterizedTest
    @EnumSource(KvFormat.class)
    void handlesReturnToTheBaseline(KvFormat format) throws InterruptedException {
        try (Engine engine = load("tiny-qwen3-f32", 0, 128, format)) {
            int baseline = liveArraysWhenIdle(engine);
            List<Answer> answers = IntStream.range(0, 6)
                    .mapToObj(i -> Answer.ask(engine, prompt(i, 10 + 90 * i), 10))
                    .toList();
            answers.get(3).handle.cancel();
            answers.forEach(Answer::await);
            assertThat(liveArraysWhenIdle(engine)).isEqualTo(baseline);
        }
    }

    /** The heads of this model have 16 numbers. */
    @ParameterizedTest
    @EnumSource(KvFormat.class)
    void headsWithoutGroupsAnswerAsInTheModelsPrecision(KvFormat format) {
        int[] prompt = prompt(3, 100);
        try (Engine plain = load("tiny-llama-f32", BUDGET, 128, KvFormat.MODEL);
                Engine engine = load("tiny-llama-f32", BUDGET, 128, format)) {
            assertThat(Answer.ask(engine, prompt, 20).await().tokens())
                    .isEqualTo(Answer.ask(plain, prompt, 20).await().tokens());
        }
    }

    private static int liveArraysWhenIdle(Engine engine) throws InterruptedException {
        while (engine.stats().active() + engine.stats().queued() > 0) {
            Thread.sleep(5);
        }
        return engine.stats().liveArrays();
    }

    private static Engine load(String model, long kvBudget, int prefillChunk, KvFormat format) {
        EngineOptions options = new EngineOptions(
                Precision.DENSE_FLOAT32, KvOptions.inMemory(kvBudget).withFormat(format), 8, 8, prefillChunk);
        try (ModelFolder folder = ModelFolder.open(model(model))) {
            return Engine.load(folder, options, fraction -> {});
        }
    }

    private static Path model(String name) {
        try {
            return Path.of(Objects.requireNonNull(EngineKvFormatTest.class.getResource("/models/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Token ids that are plain text in the tiny vocabulary. */
    private static int[] prompt(int seed, int length) {
        return new Random(seed).ints(length, 20, 250).toArray();
    }

    private static int[] concat(int[]... parts) {
        return java.util.Arrays.stream(parts).flatMapToInt(IntStream::of).toArray();
    }
}

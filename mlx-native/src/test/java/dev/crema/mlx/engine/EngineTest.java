package dev.crema.mlx.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.mlx.engine.GenerationEvent.FinishReason;
import dev.crema.mlx.model.Precision;
import dev.crema.mlx.sample.SamplingParams;
import dev.crema.mlx.weights.ModelFolder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The engine with a tiny model of random weights: everything but the meaning of its words is real. */
class EngineTest {
    private static final long BUDGET = 64 << 20;

    private Engine engine;

    @AfterEach
    void close() {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void manyAtOnceAnswerAsEachAlone() {
        List<int[]> prompts =
                IntStream.range(0, 8).mapToObj(i -> prompt(i, 5 + 37 * i)).toList();
        engine = load(options(0, 8, 8));
        List<int[]> alone = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            alone.add(Answer.ask(engine, prompts.get(i), 10 + 5 * i).await().tokens());
        }
        List<Answer> together = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            together.add(Answer.ask(engine, prompts.get(i), 10 + 5 * i));
        }
        for (int i = 0; i < prompts.size(); i++) {
            assertThat(together.get(i).await().tokens()).as("request %d", i).isEqualTo(alone.get(i));
        }
    }

    @Test
    void aSeededAnswerIsTheSameWhateverElseRuns() {
        engine = load(options(0, 8, 8));
        SamplingParams seeded = new SamplingParams(1, 0.9f, 0, 0, 1, 0, 0, 77L, -1);
        int[] alone =
                Answer.ask(engine, prompt(1, 30), 40, seeded, List.of()).await().tokens();
        Answer other = Answer.ask(engine, prompt(2, 60), 40);
        Answer again = Answer.ask(engine, prompt(1, 30), 40, seeded, List.of());
        assertThat(again.await().tokens()).isEqualTo(alone);
        other.await();
    }

    @Test
    void aLongerPromptReusesTheShorterOneAndItsAnswer() {
        engine = load(options(BUDGET, 8, 8));
        int[] first = prompt(1, 150);
        Answer one = Answer.ask(engine, first, 20).await();
        int[] second = concat(first, one.tokens(), prompt(9, 40));
        Answer two = Answer.ask(engine, second, 20).await();
        GenerationEvent.GenerationUsage usage = two.finished().usage();
        assertThat(usage.prompt()).isEqualTo(second.length);
        assertThat(usage.reused()).isGreaterThanOrEqualTo(first.length + 19);
        assertThat(usage.stored()).isEqualTo(second.length - usage.reused());

        Engine warm = engine;
        engine = load(options(0, 8, 8));
        warm.close();
        Answer cold = Answer.ask(engine, second, 20).await();
        assertThat(cold.finished().usage().reused()).isZero();
        assertThat(two.tokens()).isEqualTo(cold.tokens());
    }

    @Test
    void theSamePromptTwiceComputesOneToken() {
        engine = load(options(BUDGET, 8, 8));
        int[] prompt = prompt(1, 200);
        int[] first = Answer.ask(engine, prompt, 10).await().tokens();
        Answer again = Answer.ask(engine, prompt, 10).await();
        assertThat(again.finished().usage().reused()).isEqualTo(199);
        assertThat(again.tokens()).isEqualTo(first);
    }

    @Test
    void requestsThatArriveTogetherComputeTheirSharedBeginningOnce() {
        engine = load(options(BUDGET, 8, 8));
        int[] head = prompt(1, 600);
        Answer one = Answer.ask(engine, concat(head, prompt(2, 20)), 5);
        Answer two = Answer.ask(engine, concat(head, prompt(3, 20)), 5);
        one.await();
        assertThat(two.await().finished().usage().reused()).isGreaterThanOrEqualTo(512);
    }

    @Test
    void aShortRequestDoesNotWaitForALongPrefill() {
        engine = load(options(BUDGET, 8, 8));
        Answer longOne = Answer.ask(engine, prompt(1, 1900), 5).awaitStart();
        Answer shortOne = Answer.ask(engine, prompt(2, 10), 5).await();
        longOne.await();
        assertThat(shortOne.firstTokenAt()).isLessThan(longOne.firstTokenAt());
    }

    @Test
    void noTokensWarmTheCache() {
        engine = load(options(BUDGET, 8, 8));
        int[] prompt = prompt(1, 100);
        Answer warm = Answer.ask(engine, prompt, 0).await();
        assertThat(warm.finished().usage().generated()).isZero();
        assertThat(warm.finished().usage().stored()).isEqualTo(100);
        assertThat(Answer.ask(engine, prompt, 3).await().finished().usage().reused())
                .isEqualTo(99);
    }

    @Test
    void aFullEngineSaysSo() {
        engine = load(options(BUDGET, 1, 1));
        Answer running = Answer.ask(engine, prompt(1, 1500), 400);
        Answer waiting = Answer.ask(engine, prompt(2, 10), 5);
        assertThatThrownBy(() -> Answer.ask(engine, prompt(3, 10), 5))
                .isInstanceOfSatisfying(
                        OverloadedException.class,
                        e -> assertThat(e.retryAfterSeconds()).isBetween(1, 30));
        running.handle.cancel();
        waiting.await();
        assertThat(Answer.ask(engine, prompt(3, 10), 5).await().finished().reason())
                .isEqualTo(FinishReason.MAX_TOKENS);
    }

    @Test
    void cancelStopsInPrefillAndInDecode() {
        engine = load(options(BUDGET, 8, 8));
        Answer prefilling = Answer.ask(engine, prompt(1, 1900), 50).awaitStart();
        prefilling.handle.cancel();
        assertThat(prefilling.await().finished().reason()).isEqualTo(FinishReason.CANCELLED);
        Answer decoding = Answer.ask(engine, prompt(2, 10), 1900).awaitFirstToken();
        decoding.handle.cancel();
        assertThat(decoding.await().finished().reason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(decoding.tokens()).hasSizeLessThan(1800);
    }

    @Test
    void handlesReturnToTheBaselineAfterEachRequest() throws InterruptedException {
        engine = load(options(0, 8, 24));
        int baseline = liveArraysWhenIdle();
        Random random = new Random(5);
        List<Answer> answers = new ArrayList<>();
        SamplingParams sampling = new SamplingParams(0.8f, 0.9f, 20, 0, 1.1f, 0, 0, null, 2);
        for (int i = 0; i < 24; i++) {
            Answer answer =
                    Answer.ask(engine, prompt(i, 5 + random.nextInt(100)), 1 + random.nextInt(20), sampling, List.of());
            if (i % 5 == 0) {
                answer.handle.cancel();
            }
            answers.add(answer);
        }
        answers.forEach(Answer::await);
        assertThat(liveArraysWhenIdle()).isEqualTo(baseline);
    }

    @Test
    void aStopStringEndsTheAnswerAndStaysOut() {
        engine = load(options(0, 8, 8));
        String whole = Answer.ask(engine, prompt(4, 20), 60).await().text();
        String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 3);
        Answer stopped = Answer.ask(engine, prompt(4, 20), 60, SamplingParams.GREEDY, List.of(stop))
                .await();
        assertThat(stopped.finished().reason()).isEqualTo(FinishReason.STOP_STRING);
        assertThat(stopped.finished().stopString()).isEqualTo(stop);
        assertThat(stopped.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
    }

    @Test
    void impossiblePromptsAreRefused() {
        engine = load(options(0, 8, 8));
        assertThatThrownBy(() -> Answer.ask(engine, new int[0], 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Answer.ask(engine, new int[] {-1}, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Answer.ask(engine, new int[engine.contextLength()], 5))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theWindowEndsAnAnswer() {
        engine = load(options(0, 8, 8));
        Answer answer =
                Answer.ask(engine, prompt(1, engine.contextLength() - 3), 50).await();
        assertThat(answer.finished().usage().generated()).isLessThanOrEqualTo(3);
    }

    @Test
    void closingEndsWhatRuns() {
        engine = load(options(BUDGET, 8, 8));
        Answer answer = Answer.ask(engine, prompt(1, 1900), 100).awaitStart();
        engine.close();
        engine = null;
        assertThat(answer.await().finished().reason()).isEqualTo(FinishReason.CANCELLED);
    }

    private int liveArraysWhenIdle() throws InterruptedException {
        while (engine.stats().active() + engine.stats().queued() > 0) {
            Thread.sleep(5);
        }
        return engine.stats().liveArrays();
    }

    private static EngineOptions options(long kvBudget, int maxActive, int maxQueued) {
        return new EngineOptions(Precision.DENSE_FLOAT32, KvOptions.inMemory(kvBudget), maxActive, maxQueued, 128);
    }

    private static Engine load(EngineOptions options) {
        try (ModelFolder folder = ModelFolder.open(tinyModel())) {
            return Engine.load(folder, options, fraction -> {});
        }
    }

    private static Path tinyModel() {
        try {
            return Path.of(Objects.requireNonNull(EngineTest.class.getResource("/models/tiny-llama-f32"))
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

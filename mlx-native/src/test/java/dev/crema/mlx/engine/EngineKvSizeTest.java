package dev.crema.mlx.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.mlx.engine.GenerationEvent.FinishReason;
import dev.crema.mlx.kv.KvFormat;
import dev.crema.mlx.model.Precision;
import dev.crema.mlx.sample.SamplingParams;
import dev.crema.mlx.weights.ModelFolder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Invariant 7 where memory is short: a prompt gets the room it needs, or its client is told. Nothing is dropped. */
class EngineKvSizeTest {
    private static final int ADVISED = 64;
    private static final int ROOM = 500;

    private final List<Engine> engines = new ArrayList<>();

    @AfterEach
    void close() {
        engines.forEach(Engine::close);
    }

    @ParameterizedTest
    @EnumSource(KvFormat.class)
    void aPromptBeyondTheAdvisedSizeIsReadWhole(KvFormat format) {
        int[] prompt = prompt(1, 400);
        Engine small = engine(advised(format));
        Answer answer = Answer.ask(small, prompt, 20).await();
        Engine large = engine(KvOptions.inMemory(0).withFormat(format));

        assertThat(answer.finished().usage().prompt()).isEqualTo(prompt.length);
        assertThat(answer.tokens())
                .isEqualTo(Answer.ask(large, prompt, 20).await().tokens());
    }

    /** What stands in the middle, where a window that slides would have a gap, changes the answer. */
    @Test
    void everyPartOfALongPromptIsHeard() {
        Engine engine = engine(advised(KvFormat.MODEL));
        int[] prompt = prompt(1, 400);
        List<Float> whole = logprobs(engine, prompt);
        assertThat(whole).hasSize(5);

        for (int place : new int[] {0, 100, 200, 300, 390}) {
            int[] other = prompt.clone();
            other[place] = other[place] == 20 ? 21 : 20;
            assertThat(logprobs(engine, other))
                    .as("token %d is another one", place)
                    .isNotEqualTo(whole);
        }
    }

    @Test
    void sequencesThatNeededMoreAreCounted() {
        Engine engine = engine(advised(KvFormat.MODEL));
        assertThat(engine.stats().kvSize()).isEqualTo(new EngineStats.KvSize(ADVISED, 0));

        Answer.ask(engine, prompt(1, 30), 5).await();
        awaitIdle(engine);
        assertThat(engine.stats().kvSize().raised()).isZero();

        Answer.ask(engine, prompt(2, ADVISED + 1), 5).await();
        awaitIdle(engine);
        assertThat(engine.stats().kvSize().raised()).isEqualTo(1);
    }

    @Test
    void withoutAdviceNothingIsCounted() {
        Engine engine = engine(KvOptions.inMemory(0));
        Answer.ask(engine, prompt(1, 400), 5).await();
        awaitIdle(engine);

        assertThat(engine.stats().kvSize()).isEqualTo(new EngineStats.KvSize(0, 0));
    }

    @ParameterizedTest
    @EnumSource(KvFormat.class)
    void memoryDecidesInTheFormatThatIsHeld(KvFormat format) {
        assertThat(engine(advised(format)).contextLength()).isEqualTo(ROOM);
    }

    @Test
    void aPromptThatMemoryHasNoRoomForIsRefusedAndTheLongestThatFitsIsNot() {
        Engine engine = engine(advised(KvFormat.MODEL));

        assertThatThrownBy(() -> Answer.ask(engine, prompt(1, ROOM), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(ROOM + " tokens");
        Answer longest = Answer.ask(engine, prompt(1, ROOM - 1), 100).await();
        assertThat(longest.finished().usage().prompt()).isEqualTo(ROOM - 1);
        assertThat(longest.finished().usage().generated()).isEqualTo(1);
        assertThat(longest.finished().reason()).isIn(FinishReason.CONTEXT_FULL, FinishReason.END_OF_TURN);
    }

    /** Log-probabilities of the best tokens after the prompt. */
    private static List<Float> logprobs(Engine engine, int[] prompt) {
        SamplingParams sampling = new SamplingParams(0, 1, 0, 0, 1, 0, 0, null, 5);
        Answer answer = Answer.ask(engine, prompt, 1, sampling, List.of()).await();
        return answer.events().stream()
                .filter(GenerationEvent.Token.class::isInstance)
                .map(event -> ((GenerationEvent.Token) event).logprob())
                .filter(Objects::nonNull)
                .flatMap(logprob -> logprob.top().stream().map(GenerationEvent.TokenLogprob::value))
                .toList();
    }

    private static void awaitIdle(Engine engine) {
        while (engine.stats().active() + engine.stats().queued() > 0) {
            Thread.onSpinWait();
        }
    }

    /** A machine with ease for little and room for more. */
    private KvOptions advised(KvFormat format) {
        KvOptions kv = KvOptions.inMemory(0).withFormat(format);
        long bytesPerToken = engine(kv).stats().kvBytesPerToken();
        return kv.withSequenceTokens(ADVISED).withLiveBytes(ROOM * bytesPerToken);
    }

    private Engine engine(KvOptions kv) {
        try (ModelFolder model = ModelFolder.open(
                Path.of(Objects.requireNonNull(EngineKvSizeTest.class.getResource("/models/tiny-qwen3-f32"))
                        .toURI()))) {
            Engine engine =
                    Engine.load(model, new EngineOptions(Precision.DENSE_FLOAT32, kv, 8, 8, 128), fraction -> {});
            engines.add(engine);
            return engine;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Token ids that are plain text in the tiny vocabulary. */
    private static int[] prompt(int seed, int length) {
        return new Random(seed).ints(length, 20, 250).toArray();
    }
}

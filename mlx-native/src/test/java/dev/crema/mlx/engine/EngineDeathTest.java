package dev.crema.mlx.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.mlx.sample.SamplingParams;
import dev.crema.mlx.weights.ModelFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An engine whose thread ends by itself tells so, ends every request, and hangs nobody. */
@Timeout(60)
class EngineDeathTest {
    private static final Path MODEL = Path.of("src/test/resources/models/tiny-qwen3-f32");

    @Test
    void whatWaitsIsEndedAndWhoComesLaterIsRefused() throws Exception {
        try (ModelFolder folder = ModelFolder.open(MODEL)) {
            Engine engine = Engine.load(folder, EngineOptions.withKvBudget(0), fraction -> {});
            CompletableFuture<GenerationEvent.Failed> other = new CompletableFuture<>();
            engine.generate(request(400), event -> {
                if (event instanceof GenerationEvent.Failed failed) {
                    other.complete(failed);
                }
            });
            engine.generate(request(20), event -> {
                if (event instanceof GenerationEvent.Token) {
                    throw new AssertionError("what no step survives");
                }
            });
            Throwable cause = engine.death().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertThat(cause).hasMessage("what no step survives");
            assertThat(other.get(30, TimeUnit.SECONDS).message()).contains("The engine ended");
            assertThatThrownBy(() -> refused(engine)).isInstanceOf(IllegalStateException.class);
            engine.close();
        }
    }

    @Test
    void anEngineThatIsClosedDoesNotDie() throws Exception {
        try (ModelFolder folder = ModelFolder.open(MODEL)) {
            Engine engine = Engine.load(folder, EngineOptions.withKvBudget(0), fraction -> {});
            engine.close();
            assertThat(engine.death().toCompletableFuture()).isNotDone();
        }
    }

    /** The thread needs a moment to end after it told its death. */
    private static void refused(Engine engine) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            engine.generate(request(1), event -> {});
            Thread.sleep(20);
        }
    }

    private static GenerationRequest request(int maxTokens) {
        int[] prompt = IntStream.range(0, 40).map(i -> 5 + i).toArray();
        return new GenerationRequest(prompt, maxTokens, SamplingParams.GREEDY, List.of(), CacheHint.NONE);
    }
}

package dev.crema.app.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.app.Configs;
import dev.crema.app.agents.Endpoint;
import dev.crema.app.wiring.Running;
import dev.crema.mlx.engine.EngineStats;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a real proxy with the default model. */
@Timeout(240)
class BenchmarkTest {
    private static final BenchmarkPlan SMALL = new BenchmarkPlan(3, 600);

    @TempDir
    private Path home;

    private final Deque<Runnable> closing = new ArrayDeque<>();
    private Running running;

    @AfterEach
    void close() {
        closing.forEach(Runnable::run);
    }

    @Test
    void warmTurnsReuseTheConversationColdOnesNothingAndTheCachesForgetBoth() throws Exception {
        start();
        List<String> steps = new ArrayList<>();
        BenchmarkResult result = benchmark(SMALL).run(step -> steps.add(step.text()));

        assertThat(result.turns()).hasSize(3);
        for (BenchmarkTurn turn : result.turns()) {
            assertThat(turn.cold().reuse()).as(turn.toString()).isLessThan(0.05);
            if (turn.number() > 1) {
                assertThat(turn.warm().reuse()).as(turn.toString()).isGreaterThan(0.8);
                assertThat(turn.warm().firstToken()).isLessThan(turn.cold().firstToken());
            }
            // The random lines of the two are not always cut into equally many tokens.
            assertThat(turn.cold().prompt()).isCloseTo(turn.warm().prompt(), org.assertj.core.data.Offset.offset(20));
        }
        Measure first = result.turns().getFirst().warm();
        assertThat(first.reuse()).isLessThan(0.05);
        assertThat(first.prompt()).isBetween(500, 700);
        assertThat(result.ratio()).isGreaterThan(1);
        assertThat(result.prefillRate()).isPositive();
        assertThat(steps)
                .containsExactly(
                        "turn 1 of 3, with the caches",
                        "turn 2 of 3, with the caches",
                        "turn 3 of 3, with the caches",
                        "turn 1 of 3, computed from nothing",
                        "turn 2 of 3, computed from nothing",
                        "turn 3 of 3, computed from nothing");
        await(() -> stats().cache().bytes() == 0);
        await(() -> !running.backend().bytesByProject().containsKey("crema-bench"));

        String json = result.toJson().toPrettyString();
        assertThat(json)
                .contains(
                        "\"crema\"",
                        "\"times_sooner\"",
                        result.model().id(),
                        "\"quantization\" : \"" + result.model().quantization())
                .doesNotContain(home.toString(), System.getProperty("user.home"), hostName())
                .doesNotContain("\"" + System.getProperty("user.name"));
        assertThat(result.model().quantization()).isNotEmpty();
        assertThat(BenchmarkText.of(result)).contains("turn", "cold", "warm", "times sooner", "reused");
    }

    @Test
    void cancelledWhileAPromptIsComputedItEndsWithinTwoSecondsAndTheEngineLeavesTheRestOfThePrompt() throws Exception {
        start();
        // Long enough that the prompt is under way for seconds on any machine.
        BenchmarkPlan lengthy =
                new BenchmarkPlan(2, Math.min(6_000, running.model().contextLength() * 3 / 4));
        CompletableFuture<Void> begun = new CompletableFuture<>();
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                benchmark(lengthy).run(step -> begun.complete(null));
            } catch (Throwable e) {
                end.set(e);
            }
        });
        begun.get(60, TimeUnit.SECONDS);
        await(() -> stats().active() > 0);
        long cancelled = System.nanoTime();
        thread.interrupt();
        assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - cancelled)).isLessThan(Duration.ofSeconds(2));
        assertThat(end.get()).isInstanceOf(InterruptedException.class);
        // The engine finishes the chunk of the prompt that it computes just now, which on a busy machine takes seconds.
        await(() -> stats().active() + stats().queued() == 0);
        long computed = stats().tokens().prefilled();
        TimeUnit.MILLISECONDS.sleep(500);
        assertThat(stats().tokens().prefilled()).isEqualTo(computed).isLessThan(lengthy.headTokens());
    }

    @Test
    void aProxyThatDoesNotAnswerIsNamedWithWhatToDo() {
        Endpoint nobody = new Endpoint(URI.create("http://127.0.0.1:9"), null, "any", 2_048);
        Benchmark benchmark = new Benchmark(nobody, new BenchmarkModel("any", "", 2_048), SMALL);
        assertThatThrownBy(() -> benchmark.run(step -> {}))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("127.0.0.1:9")
                .hasMessageContaining("See whether it runs");
    }

    private void start() {
        running = Running.open(Configs.model(home), (name, task) -> closing.push(task), step -> {});
    }

    private Benchmark benchmark(BenchmarkPlan plan) {
        String id = running.model().id();
        int window = running.model().contextLength();
        Endpoint endpoint = new Endpoint(running.server().address(), null, id, window);
        return new Benchmark(endpoint, BenchmarkModel.of(running.config(), id, window), plan);
    }

    private EngineStats stats() {
        return running.engine().stats();
    }

    private static void await(java.util.function.BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static String hostName() throws Exception {
        return InetAddress.getLocalHost().getHostName();
    }
}

package dev.crema.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.app.Configs;
import dev.crema.mlx.engine.EngineStats;
import dev.crema.proxy.config.Config;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Budgets that change while the default model answers. */
@Timeout(420)
class BudgetsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int PROMPTS = 6;

    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path home;

    @Test
    void smallerBudgetsHoldAtOnceAndRequestsGoOnWithTheSameAnswers() throws Exception {
        try (http) {
            smallerBudgets(Configs.model(home));
        } finally {
            closing.forEach(Runnable::run);
        }
    }

    private void smallerBudgets(Config config) throws Exception {
        Running running = Running.open(config, (name, task) -> closing.push(task), step -> {});
        ConcurrentHashMap<Integer, String> first = new ConcurrentHashMap<>();
        for (int i = 0; i < PROMPTS; i++) {
            first.put(i, ask(running, i));
        }
        await(() -> stats(running).ssd().bytes() > 0 && stats(running).ssd().queueBytes() == 0);
        long memory = stats(running).cache().bytes() / 4;
        long ssd = stats(running).ssd().bytes() / 4;
        assertThat(memory).isPositive();

        AtomicBoolean enough = new AtomicBoolean();
        List<Future<Integer>> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int c = 0; c < 3; c++) {
                int at = c;
                clients.add(threads.submit(() -> {
                    int asked = 0;
                    while (!enough.get() || asked < 2) {
                        int prompt = (at + asked++) % PROMPTS;
                        assertThat(ask(running, prompt)).isEqualTo(first.get(prompt));
                    }
                    return asked;
                }));
            }
            TimeUnit.MILLISECONDS.sleep(500);
            running.adoptBudgets(config.withBudgetsOf(with(config, memory, ssd)));
            assertThat(stats(running).ssd().budgetBytes()).isEqualTo(ssd);
            assertThat(stats(running).ssd().bytes()).isLessThanOrEqualTo(ssd);
            await(() -> stats(running).cache().budgetBytes() == memory
                    && stats(running).cache().bytes() <= memory);
            assertThat(running.config().kvBudgetBytes()).isEqualTo(memory);
            for (int i = 0; i < 20; i++) {
                TimeUnit.MILLISECONDS.sleep(100);
                assertThat(stats(running).cache().bytes()).isLessThanOrEqualTo(memory);
                assertThat(stats(running).ssd().bytes()).isLessThanOrEqualTo(ssd);
            }
            enough.set(true);
            for (Future<Integer> client : clients) {
                assertThat(client.get(120, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(2);
            }
        } finally {
            enough.set(true);
        }
    }

    private static Config with(Config config, long memory, long ssd) {
        return new Config(
                config.home(),
                config.host(),
                config.port(),
                config.backend(),
                config.model(),
                null,
                null,
                config.maxBodyBytes(),
                config.pingInterval(),
                memory,
                config.caching().withSsdBudget(ssd));
    }

    private static EngineStats stats(Running running) {
        return running.engine().stats();
    }

    /** The answer's text; the header keeps the answer caches out of it. */
    private String ask(Running running, int number) throws Exception {
        ObjectNode body =
                JSON.createObjectNode().put("model", "any").put("max_tokens", 6).put("temperature", 0);
        body.put("system", ("Warehouse " + number + " keeps boxes of all sizes. ").repeat(20));
        body.putArray("tools")
                .addObject()
                .put("name", "Boxes")
                .putObject("input_schema")
                .put("type", "object");
        body.putArray("messages").addObject().put("role", "user").put("content", "Which boxes are kept?");
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(running.server().address().resolve("/v1/messages"))
                        .header("content-type", "application/json")
                        .header("anthropic-version", "2023-06-01")
                        .header("cache-control", "no-cache")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("content").toString();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}

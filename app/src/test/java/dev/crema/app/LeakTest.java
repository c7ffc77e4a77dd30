package dev.crema.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.mlx.engine.Engine;
import dev.crema.mlx.engine.EngineOptions;
import dev.crema.mlx.weights.ModelFolder;
import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.embedded.EmbeddedBackend;
import dev.crema.proxy.config.CacheConfig;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.observe.CountersSnapshot.Outcome;
import dev.crema.proxy.observe.RequestRecord;
import dev.crema.proxy.server.ProxyServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests over HTTP to the real engine with a tiny model, some of them abandoned at a random moment. bench/soak.sh does the
 * same with the default model and looks at the process, too.
 */
@Timeout(120)
class LeakTest {
    private static final Path MODEL = Path.of("../mlx-native/src/test/resources/models/tiny-qwen3-f32");
    private static final int REQUESTS = 40;
    private static final int AT_ONCE = 16;
    private static final long PAGE_BYTES = 16_384;

    private static final List<String> BUSY =
            List.of("crema_requests_active", "crema_engine_active", "crema_engine_queued");

    @TempDir
    private Path home;

    @Test
    void handlesAndMemoryReturnToTheBaseline() throws Exception {
        try (Backend backend = backend(0);
                ProxyServer server = server(backend)) {
            ask(server, 0, Integer.MAX_VALUE);
            Map<String, Long> before = idle(server);

            storm(server);

            Map<String, Long> after = idle(server);
            assertThat(after.get("crema_engine_live_arrays")).isEqualTo(before.get("crema_engine_live_arrays"));
            assertThat(after.get("crema_engine_active_bytes")).isEqualTo(before.get("crema_engine_active_bytes"));
            assertThat(after.get("crema_engine_cache_blocks")).isZero();
        }
    }

    @Test
    void whatStaysAfterwardsIsThePrefixCacheAlone() throws Exception {
        try (Backend backend = backend(64 << 20);
                ProxyServer server = server(backend)) {
            ask(server, 0, Integer.MAX_VALUE);
            Map<String, Long> before = idle(server);

            storm(server);

            Map<String, Long> after = idle(server);
            long blocks = after.get("crema_engine_cache_blocks") - before.get("crema_engine_cache_blocks");
            long handles = after.get("crema_engine_live_arrays") - before.get("crema_engine_live_arrays");
            assertThat(blocks).isPositive();
            assertThat(handles).as("keys and values of each block").isEqualTo(2 * blocks);
            assertThat(uncached(after) - uncached(before))
                    .as("allocators round each buffer up, to a page at most")
                    .isBetween(0L, handles * PAGE_BYTES);
        }
    }

    private static long uncached(Map<String, Long> metrics) {
        return metrics.get("crema_engine_active_bytes") - metrics.get("crema_engine_cache_bytes");
    }

    /** One in five leaves early. */
    private static void storm(ProxyServer server) throws Exception {
        Random random = new Random(5);
        try (ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> answers = new ArrayList<>();
            for (int i = 1; i <= REQUESTS; i++) {
                int number = i;
                int bytes = i % 5 == 0 ? random.nextInt(4000) : Integer.MAX_VALUE;
                answers.add(clients.submit(() -> ask(server, number, bytes)));
            }
            for (Future<?> answer : answers) {
                answer.get();
            }
        }
        idle(server);
        assertThat(server.counters().requests())
                .containsOnlyKeys(new Outcome("anthropic", 200), new Outcome("anthropic", RequestRecord.CLIENT_GONE));
    }

    private static Void ask(ProxyServer server, int number, int bytes) throws IOException {
        String body = """
                {"model":"tiny","max_tokens":%d,"stream":true,"messages":[{"role":"user","content":"%s"}]}""".formatted(
                        bytes == Integer.MAX_VALUE ? 24 : 1000, "Tell me about number " + number + ". ".repeat(number));
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            String head = "POST /v1/messages HTTP/1.1\r\nHost: localhost:" + server.port()
                    + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + body.length()
                    + "\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
            if (bytes == Integer.MAX_VALUE) {
                assertThat(answer).startsWith("HTTP/1.1 200").contains("event: message_stop");
            }
        }
        return null;
    }

    /** The metrics, as soon as nothing is being answered any more. */
    private static Map<String, Long> idle(ProxyServer server) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (BUSY.stream().anyMatch(name -> metrics(server).get(name) != 0) && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        Map<String, Long> now = metrics(server);
        assertThat(BUSY).allSatisfy(name -> assertThat(now.get(name)).as(name).isZero());
        return now;
    }

    private static Map<String, Long> metrics(ProxyServer server) {
        try (InputStream in = server.address().resolve("/metrics").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.matches("\\w+ \\d+"))
                    .map(line -> line.split(" "))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> Long.valueOf(parts[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Backend backend(long kvBudget) throws IOException {
        try (ModelFolder folder = ModelFolder.open(MODEL)) {
            return new EmbeddedBackend(Engine.load(folder, EngineOptions.withKvBudget(kvBudget), fraction -> {}));
        }
    }

    private ProxyServer server(Backend backend) {
        Config config = new Config(
                home,
                "127.0.0.1",
                0,
                Config.BackendKind.MLX,
                null,
                null,
                null,
                1 << 20,
                Duration.ofSeconds(10),
                null,
                CacheConfig.defaults(home));
        return ProxyServer.start(config, backend);
    }
}

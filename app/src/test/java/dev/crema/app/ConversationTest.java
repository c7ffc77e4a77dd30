package dev.crema.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.mlx.engine.Engine;
import dev.crema.mlx.engine.EngineOptions;
import dev.crema.mlx.engine.KvOptions;
import dev.crema.mlx.weights.ModelFolder;
import dev.crema.proxy.backend.embedded.EmbeddedBackend;
import dev.crema.proxy.config.CacheConfig;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.server.ProxyServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A conversation with the default model over HTTP: every turn computes only what is new, and answers as a server does that
 * remembers nothing. bench/conversation.py does the same with ten turns and a 2,000-token system prompt, and times it.
 */
class ConversationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BLOCK = KvOptions.DEFAULT_BLOCK_TOKENS;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path home;

    private final List<EmbeddedBackend> backends = new ArrayList<>();

    @AfterEach
    void close() {
        backends.forEach(EmbeddedBackend::close);
    }

    @Test
    void everyTurnComputesOnlyWhatIsNewAndAnswersAsACold() throws Exception {
        try (ProxyServer warm = server(1L << 30);
                ProxyServer cold = server(0)) {
            ArrayNode messages = JSON.createArrayNode();
            int previous = 0;
            int turn = 0;
            for (String question : List.of("Name a fruit.", "And another one?", "Which one is sweeter?")) {
                messages.addObject().put("role", "user").put("content", question);
                JsonNode answer = ask(warm, messages);
                JsonNode usage = answer.path("usage");
                int computed = usage.path("input_tokens").asInt()
                        + usage.path("cache_creation_input_tokens").asInt();
                int total = computed + usage.path("cache_read_input_tokens").asInt();
                assertThat(computed).as("turn %d", ++turn).isLessThanOrEqualTo(total - previous + BLOCK);
                JsonNode coldAnswer = ask(cold, messages);
                assertThat(coldAnswer
                                .path("usage")
                                .path("cache_read_input_tokens")
                                .asInt())
                        .isZero();
                assertThat(answer.path("content")).isEqualTo(coldAnswer.path("content"));
                String text = answer.path("content").path(0).path("text").asText();
                assertThat(text).isNotBlank();
                messages.addObject().put("role", "assistant").put("content", text);
                previous = total + usage.path("output_tokens").asInt();
            }
        }
    }

    private JsonNode ask(ProxyServer server, ArrayNode messages) throws Exception {
        ObjectNode body = JSON.createObjectNode()
                .put("model", "claude-of-the-test")
                .put("max_tokens", 16)
                .put("temperature", 0)
                .put("system", "You are a kind assistant who knows all about fruit. ".repeat(25));
        body.set("messages", messages);
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(server.address().resolve("/v1/messages"))
                        .header("content-type", "application/json")
                        .header("anthropic-version", "2023-06-01")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private ProxyServer server(long kvBudget) {
        String model = System.getProperty("crema.test.model", "");
        assertThat(model)
                .as("the system property crema.test.model names the default model's GGUF file; ./crema test sets it")
                .isNotEmpty();
        Config config = new Config(
                home,
                "127.0.0.1",
                0,
                Config.BackendKind.MLX,
                model,
                null,
                null,
                1 << 20,
                Duration.ofSeconds(10),
                kvBudget,
                CacheConfig.defaults(home));
        try (ModelFolder folder = ModelFolder.open(Path.of(model))) {
            Engine engine = Engine.load(folder, EngineOptions.withKvBudget(kvBudget), fraction -> {});
            EmbeddedBackend backend = new EmbeddedBackend(engine);
            backends.add(backend);
            return ProxyServer.start(config, backend);
        }
    }
}

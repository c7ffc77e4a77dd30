package dev.crema.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.engine.Engine;
import dev.crema.mlx.engine.EngineOptions;
import dev.crema.mlx.engine.KvOptions;
import dev.crema.mlx.weights.ModelFolder;
import dev.crema.proxy.backend.embedded.EmbeddedBackend;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.ConfigLoader;
import dev.crema.proxy.server.ProxyServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see of a machine with little memory: more room than advised where there is some, else the overflow error. */
class KvSizeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ADVISED = 100;
    private static final int ROOM = 600;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path home;

    @Test
    void aLongerPromptIsReadWholeAndOneBeyondMemoryIsRefusedInTheClientsWords() throws Exception {
        try (EmbeddedBackend backend = new EmbeddedBackend(engine());
                ProxyServer server = ProxyServer.start(config(), backend)) {
            HttpResponse<String> fits = ask(server, "apple ".repeat(300));
            assertThat(fits.statusCode()).as(fits.body()).isEqualTo(200);
            assertThat(JSON.readTree(fits.body())
                            .path("usage")
                            .path("input_tokens")
                            .asInt())
                    .isBetween(300, ROOM);

            HttpResponse<String> tooLong = ask(server, "apple ".repeat(700));
            assertThat(tooLong.statusCode()).isEqualTo(400);
            JsonNode error = JSON.readTree(tooLong.body()).path("error");
            assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
            assertThat(error.path("message").asText()).matches("prompt is too long: 7\\d\\d tokens > 600 maximum");

            assertThat(get(server, "/v1/models")).contains(":" + ROOM);
            assertThat(get(server, "/metrics"))
                    .contains("crema_engine_kv_size_tokens " + ADVISED, "crema_engine_raised_sequences_total 1");
        }
    }

    private HttpResponse<String> ask(ProxyServer server, String text) throws Exception {
        ObjectNode body = JSON.createObjectNode().put("model", "any").put("max_tokens", 4);
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        return http.send(
                HttpRequest.newBuilder(server.address().resolve("/v1/messages"))
                        .header("content-type", "application/json")
                        .header("anthropic-version", "2023-06-01")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String get(ProxyServer server, String path) throws IOException, InterruptedException {
        URI uri = server.address().resolve(path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private Config config() {
        return ConfigLoader.load(home, Map.of("CREMA_PORT", "0"), Map.of()).config();
    }

    private static Engine engine() {
        String model = System.getProperty("crema.test.model", "");
        assertThat(model)
                .as("the system property crema.test.model names the default model's GGUF file; ./crema test sets it")
                .isNotEmpty();
        try (ModelFolder folder = ModelFolder.open(Path.of(model))) {
            // 30 layers of 3 KV heads with 64 numbers, keys and values.
            int bytes = NativeRuntime.gpu() ? 2 : 4;
            long room = ROOM * 2L * 30 * 3 * 64 * bytes;
            KvOptions kv = KvOptions.inMemory(0).withSequenceTokens(ADVISED).withLiveBytes(room);
            return Engine.load(folder, EngineOptions.of(kv), fraction -> {});
        }
    }
}

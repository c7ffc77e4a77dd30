package dev.crema.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.backend.lite.LiteBackend;
import dev.crema.proxy.cache.CachingBackend;
import dev.crema.proxy.config.CacheConfig;
import dev.crema.proxy.config.CacheConfig.Answers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repeated requests over HTTP: what a client gets the second time is what it got the first time. */
class CachedAnswersTest {
    private static final String SCRIPT = """
            {"models": [{"id": "lite", "context": 3000}, {"id": "claude-test", "context": 3000}],
             "otherwise": {"prefillMillis": 40, "steps": [
                {"thinking": "Hm."}, {"text": "Grüße, 世界 😀 ", "chunk": 2, "repeat": 100},
                {"tool": "Bash", "input": {"command": "ls"}, "chunk": 4}, {"tool": "Read", "input": {}}]}}
            """;
    private static final String QUESTION =
            "\"model\":\"%s\",\"max_tokens\":1000,\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                    + "\"tools\":[%s,%s],\"stream\":%s}";

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private LiteBackend backend;
    private CachingBackend caches;
    private ProxyServer server;

    @BeforeEach
    void start() {
        backend = LiteBackend.ofJson(SCRIPT);
        Answers defaults = CacheConfig.defaults(folder).answers();
        caches = CachingBackend.open(backend, defaults, null);
        server = ProxyServer.start(TestServer.config("127.0.0.1", 0, null, TestServer.PING, 4 << 20), caches);
    }

    @AfterEach
    void stop() {
        server.close();
        caches.close();
        client.close();
    }

    @Test
    void anAnthropicAnswerIsTheSameFromEveryTierStreamedAndWhole() throws Exception {
        for (int round = 0; round < 2; round++) {
            JsonNode whole = whole("/v1/messages", anthropic(false));
            List<JsonNode> events = TestServer.data(post("/v1/messages", anthropic(true)));

            assertThat(whole.at("/content/0/thinking").asText()).isEqualTo("Hm.");
            assertThat(whole.at("/content/1/text").asText()).isEqualTo("Grüße, 世界 😀 ".repeat(100));
            assertThat(whole.at("/content/2/input/command").asText()).isEqualTo("ls");
            assertThat(whole.at("/content/3/input").isObject()).isTrue();
            assertThat(whole.path("stop_reason").asText()).isEqualTo("tool_use");
            assertThat(joined(events, "/delta/text"))
                    .isEqualTo(whole.at("/content/1/text").asText());
            assertThat(joined(events, "/delta/partial_json")).isEqualTo("{\"command\":\"ls\"}{}");
            assertThat(events.getLast().path("type").asText()).isEqualTo("message_stop");
            JsonNode usage = events.getFirst().at("/message/usage");
            assertThat(usage.path("input_tokens").asInt()).isZero();
            assertThat(usage.path("cache_read_input_tokens").asInt()).isPositive();
            restart();
        }
        assertThat(caches.snapshot().misses()).as("since the restart").isZero();
    }

    @Test
    void anOpenAiAnswerIsTheSameFromEveryTierStreamedAndWhole() throws Exception {
        JsonNode first = whole("/v1/chat/completions", openai(false));
        String text = first.at("/choices/0/message/content").asText();
        for (int round = 0; round < 2; round++) {
            JsonNode again = whole("/v1/chat/completions", openai(false));
            List<JsonNode> chunks = TestServer.data(post("/v1/chat/completions", openai(true)));

            assertThat(withoutIds(again.at("/choices/0"))).isEqualTo(withoutIds(first.at("/choices/0")));
            assertThat(joined(chunks, "/choices/0/delta/content")).isEqualTo(text);
            assertThat(joined(chunks, "/choices/0/delta/tool_calls/0/function/arguments"))
                    .isEqualTo("{\"command\":\"ls\"}{}");
            assertThat(again.at("/usage/prompt_tokens")).isEqualTo(first.at("/usage/prompt_tokens"));
            assertThat(again.at("/usage/prompt_tokens_details/cached_tokens").asInt())
                    .isEqualTo(again.at("/usage/prompt_tokens").asInt());
            restart();
        }
    }

    @Test
    void bothProtocolsAndAllNamesShareTheirAnswers() throws Exception {
        post("/v1/chat/completions", openai(false));
        post("/v1/chat/completions", openai(true));
        assertThat(caches.snapshot().misses()).isEqualTo(1);
        post("/v1/messages", anthropic(false, "claude-test", "Bash", "Read"));
        post("/v1/messages", anthropic(true, "claude-test", "Read", "Bash"));

        assertThat(caches.snapshot().misses()).as("another model").isEqualTo(2);
        assertThat(caches.snapshot().hits()).isEqualTo(2);
    }

    @Test
    void fiftyEqualRequestsAtOnceAreOneGeneration() throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                boolean stream = i % 2 == 0;
                answers.add(clients.submit(() -> post("/v1/messages", anthropic(stream))));
            }
            for (Future<String> answer : answers) {
                assertThat(answer.get()).contains("\"Read\"").contains("tool_use");
            }
        }
        assertThat(caches.snapshot().misses()).isEqualTo(1);
        assertThat(backend.active()).isZero();
    }

    @Test
    void aClientThatGoesAwayCancelsWhatNobodyElseWants() throws Exception {
        HttpResponse<java.util.stream.Stream<String>> response =
                client.send(request("/v1/messages", anthropic(true)).build(), HttpResponse.BodyHandlers.ofLines());
        response.body().close();

        TestServer.await("the generation ended", Duration.ofSeconds(10), () -> backend.active() == 0);
    }

    @Test
    void idsOfToolCallsDoNotRepeat() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            JsonNode answer = whole("/v1/messages", anthropic(false));
            ids.add(answer.at("/content/2/id").asText());
            ids.add(answer.at("/content/3/id").asText());
        }
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-zA-Z0-9_-]+"));
    }

    private void restart() {
        stopServerOnly();
        start();
    }

    private void stopServerOnly() {
        server.close();
        caches.close();
    }

    private static String anthropic(boolean stream) {
        return anthropic(stream, "lite", "Bash", "Read");
    }

    private static String anthropic(boolean stream, String model, String first, String second) {
        String tool = "{\"name\":\"%s\",\"input_schema\":{\"type\":\"object\"}}";
        return "{" + QUESTION.formatted(model, tool.formatted(first), tool.formatted(second), stream);
    }

    private static String openai(boolean stream) {
        String tool = "{\"type\":\"function\",\"function\":{\"name\":\"%s\",\"parameters\":{\"type\":\"object\"}}}";
        return "{" + QUESTION.formatted("lite", tool.formatted("Bash"), tool.formatted("Read"), stream);
    }

    private HttpRequest.Builder request(String path, String body) {
        URI uri = server.address().resolve(path);
        return HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private String post(String path, String body) throws Exception {
        HttpResponse<String> response = client.send(request(path, body).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private JsonNode whole(String path, String body) throws Exception {
        return new com.fasterxml.jackson.databind.json.JsonMapper().readTree(post(path, body));
    }

    private static String joined(List<JsonNode> events, String pointer) {
        return events.stream().map(event -> event.at(pointer).asText("")).collect(Collectors.joining());
    }

    private static JsonNode withoutIds(JsonNode choice) {
        JsonNode copy = choice.deepCopy();
        copy.at("/message/tool_calls").forEach(call -> ((ObjectNode) call).remove("id"));
        return copy;
    }
}

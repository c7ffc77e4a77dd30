package dev.crema.app.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.app.agents.Endpoint;
import dev.crema.proxy.chat.CachePolicy;
import dev.crema.proxy.config.Version;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;

/**
 * Asks the proxy as agents do, over HTTP, and looks at the clock. An interrupt breaks a request off, and closing the connection
 * ends it in the engine too. One thread.
 */
final class BenchmarkClient implements AutoCloseable {
    /** What its requests are filed under in the caches and in the history. */
    static final String PROJECT = "crema-bench";

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String DATA = "data:";

    private final Endpoint endpoint;
    private final String session = UUID.randomUUID().toString();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .executor(Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("crema-bench-http-", 0).factory()))
            .build();

    BenchmarkClient(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** An answer and what it took. */
    record Answer(String text, Measure measure) {}

    /**
     * Asks and waits for the whole answer.
     *
     * @throws BenchmarkException if there is none
     */
    Answer ask(ObjectNode body) throws InterruptedException {
        HttpRequest request = request("/v1/messages")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        AnswerClock clock = new AnswerClock();
        try {
            receive(http.send(request, HttpResponse.BodyHandlers.ofInputStream()), clock);
        } catch (IOException e) {
            throw brokenOff(e);
        }
        return clock.answer();
    }

    /** Tokens of a prompt. */
    int count(ObjectNode body) throws InterruptedException {
        ObjectNode counted = body.deepCopy();
        counted.remove("stream");
        JsonNode document = whole(request("/v1/messages/count_tokens")
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(counted.toString())));
        return document.path("input_tokens").asInt();
    }

    /** Makes the caches forget what this benchmark and earlier ones left there. */
    void forget() throws InterruptedException {
        whole(request("/api/cache?project=" + PROJECT).timeout(PATIENCE).DELETE());
    }

    private JsonNode whole(HttpRequest.Builder request) throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw refusal(response.statusCode(), response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    /** A subagent's, as its head is not one to be computed ahead at the next start; no kept answer may serve it, or any later. */
    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(endpoint.base() + path))
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("user-agent", "crema-bench/" + Version.current())
                .header("x-session-id", session)
                .header("x-claude-code-agent-id", "bench")
                .header("x-crema-project", PROJECT)
                .header(CachePolicy.HEADER, "bypass")
                .header("x-api-key", endpoint.presentedKey());
    }

    private void receive(HttpResponse<InputStream> response, AnswerClock clock) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            if (response.statusCode() != 200) {
                throw refusal(response.statusCode(), lines.readAllAsString());
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(DATA)) {
                    clock.event(JSON.readTree(line.substring(DATA.length())));
                }
            }
        }
    }

    private BenchmarkException brokenOff(IOException e) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the benchmark was cancelled");
        }
        return new BenchmarkException(
                "Crema at " + endpoint.base() + " broke off or could not be reached (" + e.getMessage()
                        + "). See whether it runs, then start the benchmark again; the log says more.",
                e);
    }

    private static BenchmarkException refusal(int status, String body) {
        String message = "";
        try {
            message = JSON.readTree(body).path("error").path("message").asText();
        } catch (JsonProcessingException e) {
            // Not one of ours; the status says what there is to say.
        }
        return new BenchmarkException("Crema refused a request of the benchmark with status " + status
                + (message.isEmpty() ? "" : ": " + message) + ". The log says more.");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}

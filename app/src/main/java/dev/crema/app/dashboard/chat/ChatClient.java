package dev.crema.app.dashboard.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Asks the proxy as any client does: {@code POST /v1/messages} with a stream, over HTTP. One answer, one thread. */
final class ChatClient {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String DATA = "data:";

    private final URI base;
    private final @Nullable String key;

    /**
     * Of a proxy.
     *
     * @param key what it asks of its clients; null: nothing
     */
    ChatClient(URI base, @Nullable String key) {
        this.base = base;
        this.key = key;
    }

    /**
     * Asks, and returns when the answer is over, however it ended. An interrupt stops it.
     *
     * @param session names the conversation
     * @param changed called whenever there is more of the answer
     */
    void ask(String session, String body, LiveAnswer answer, Runnable changed) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .executor(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("crema-chat-http-", 0).factory()))
                .build();
        try {
            receive(http.send(request(session, body), HttpResponse.BodyHandlers.ofInputStream()), answer, changed);
        } catch (InterruptedException e) {
            answer.stopped();
        } catch (IOException e) {
            if (Thread.interrupted()) {
                answer.stopped();
            } else {
                answer.failed("Crema at " + base + " broke off or could not be reached (" + e.getMessage()
                        + "). See whether it runs, then ask again; the Logs page says more.");
            }
        } finally {
            http.shutdownNow();
            changed.run();
        }
    }

    private HttpRequest request(String session, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/v1/messages"))
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("user-agent", "crema-chat")
                .header("x-session-id", session)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("x-api-key", key);
        }
        return request.build();
    }

    private static void receive(HttpResponse<InputStream> response, LiveAnswer answer, Runnable changed)
            throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            if (response.statusCode() != 200) {
                answer.failed(refusal(response.statusCode(), lines.readAllAsString()));
                return;
            }
            for (String line = lines.readLine(); line != null && !answer.over(); line = lines.readLine()) {
                if (line.startsWith(DATA)) {
                    event(JSON.readTree(line.substring(DATA.length())), answer);
                    changed.run();
                }
            }
        }
        if (!answer.over()) {
            answer.failed("The answer broke off. See whether Crema still runs, then ask again.");
        }
    }

    private static void event(JsonNode event, LiveAnswer answer) {
        switch (event.path("type").asText()) {
            case "message_start" -> {
                JsonNode usage = event.path("message").path("usage");
                int reused = usage.path("cache_read_input_tokens").asInt();
                int computed = usage.path("input_tokens").asInt()
                        + usage.path("cache_creation_input_tokens").asInt();
                answer.prompt(reused + computed, reused);
            }
            case "content_block_start" ->
                answer.block(event.path("content_block").path("type").asText().equals("thinking"));
            case "content_block_delta" -> delta(event.path("delta"), answer);
            case "message_delta" -> {
                answer.output(event.path("usage").path("output_tokens").asInt());
                answer.done(early(event.path("delta").path("stop_reason").asText()));
            }
            case "error" -> answer.failed(event.path("error").path("message").asText());
            default -> {} // pings, ends of blocks, and what later versions of the protocol add
        }
    }

    private static void delta(JsonNode delta, LiveAnswer answer) {
        switch (delta.path("type").asText()) {
            case "text_delta" -> answer.text(delta.path("text").asText());
            case "thinking_delta" -> answer.text(delta.path("thinking").asText());
            case "signature_delta" -> answer.signature(delta.path("signature").asText());
            default -> {} // no tools were offered
        }
    }

    /** What ended an answer before the model was done; null: nothing. */
    private static @Nullable String early(String reason) {
        return switch (reason) {
            case "max_tokens" -> "The answer reached the longest that is asked for here. Ask it to go on.";
            case "model_context_window_exceeded" ->
                "The conversation fills the model's context. Begin a new chat to go on.";
            default -> null;
        };
    }

    private static String refusal(int status, String body) {
        try {
            String message = JSON.readTree(body).path("error").path("message").asText();
            if (!message.isEmpty()) {
                return message;
            }
        } catch (JsonProcessingException e) {
            // Not one of ours; the status says what there is to say.
        }
        return "Crema answered with status " + status + ". The Logs page says more.";
    }
}

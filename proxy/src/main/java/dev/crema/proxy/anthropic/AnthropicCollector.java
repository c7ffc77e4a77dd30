package dev.crema.proxy.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.Diagnostics;
import dev.crema.proxy.http.AnswerCollector;
import org.jspecify.annotations.Nullable;

/**
 * The whole answer of {@code POST /v1/messages}: the stream's own events, put together the way an SDK does it. One thread.
 */
public final class AnthropicCollector implements AnswerCollector {
    private static final JsonMapper JSON = new JsonMapper();

    private final AnswerEvents events;
    private final StringBuilder text = new StringBuilder();
    private ObjectNode message = JsonNodeFactory.instance.objectNode();
    private ObjectNode block = message;
    private boolean complete;

    /**
     * For one answer.
     *
     * @param model the name the client asked for
     * @param requestId names the answer: its message id is made of it
     * @param diagnostics the client's wish to know why its cache was missed; null if it has none
     */
    public AnthropicCollector(String model, String requestId, @Nullable Diagnostics diagnostics) {
        this.events = new AnswerEvents(MessageIds.of(requestId), model, diagnostics);
    }

    /** For one answer without diagnostics. */
    public AnthropicCollector(String model, String requestId) {
        this(model, requestId, null);
    }

    @Override
    public void on(ChatEvent event) {
        events.on(event).forEach(this::fold);
    }

    @Override
    public ObjectNode body() {
        if (!complete) {
            throw new IllegalStateException("the answer has not finished");
        }
        return message;
    }

    private void fold(ObjectNode event) {
        switch (event.path("type").asText()) {
            case "message_start" -> message = (ObjectNode) event.get("message");
            case "content_block_start" -> {
                block = (ObjectNode) event.get("content_block");
                text.setLength(0);
                message.withArray("content").add(block);
            }
            case "content_block_delta" -> delta(event.path("delta"));
            case "content_block_stop" -> endBlock();
            case "message_delta" -> {
                message.setAll((ObjectNode) event.get("delta"));
                message.set("usage", event.get("usage"));
            }
            default -> complete = true;
        }
    }

    private void delta(JsonNode delta) {
        switch (delta.path("type").asText()) {
            case "text_delta" -> text.append(delta.path("text").asText());
            case "thinking_delta" -> text.append(delta.path("thinking").asText());
            case "input_json_delta" -> text.append(delta.path("partial_json").asText());
            default -> block.set("signature", delta.get("signature"));
        }
    }

    private void endBlock() {
        switch (block.path("type").asText()) {
            case "text" -> block.put("text", text.toString());
            case "thinking" -> block.put("thinking", text.toString());
            default -> block.set("input", arguments());
        }
    }

    private JsonNode arguments() {
        try {
            return JSON.readTree(text.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the events' arguments were checked to be JSON", e);
        }
    }
}

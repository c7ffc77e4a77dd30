package dev.crema.proxy.anthropic;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.Diagnostics;
import dev.crema.proxy.http.SseSink;
import dev.crema.proxy.http.StreamEncoder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An answer as the server-sent events of {@code POST /v1/messages} with {@code stream}. One thread. */
public final class AnthropicStreamEncoder implements StreamEncoder {
    private static final String PING =
            JsonNodeFactory.instance.objectNode().put("type", "ping").toString();

    private final AnswerEvents events;

    /**
     * For one answer.
     *
     * @param model the name the client asked for: SDKs and Claude Code expect it back, whatever model answers
     * @param requestId names the answer: its message id is made of it
     * @param diagnostics the client's wish to know why its cache was missed; null if it has none
     */
    public AnthropicStreamEncoder(String model, String requestId, @Nullable Diagnostics diagnostics) {
        this.events = new AnswerEvents(MessageIds.of(requestId), model, diagnostics);
    }

    /** For one answer without diagnostics. */
    public AnthropicStreamEncoder(String model, String requestId) {
        this(model, requestId, null);
    }

    @Override
    public void on(ChatEvent event, SseSink sink) throws IOException {
        for (ObjectNode data : events.on(event)) {
            sink.event(data.path("type").textValue(), data.toString());
        }
    }

    @Override
    public void keepAlive(SseSink sink) throws IOException {
        sink.event("ping", PING);
    }

    @Override
    public void fail(ChatException failure, String requestId, SseSink sink) throws IOException {
        sink.event("error", AnthropicErrors.of(failure, requestId).body().toString());
    }
}

package dev.crema.proxy.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.Diagnostics;
import dev.crema.proxy.chat.FinishReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Canonical events to the protocol's events: the one state machine behind streams and whole answers, which are therefore
 * equal. One thread.
 *
 * <p>{@code message_start (content_block_start content_block_delta* content_block_stop)* message_delta message_stop}: blocks
 * follow each other without overlap, indexes without gaps.
 */
final class AnswerEvents {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private enum Block {
        NONE,
        TEXT,
        THINKING,
        TOOL_USE
    }

    private final String messageId;
    private final String model;
    private final @Nullable Diagnostics diagnostics;
    private boolean started;
    private Block open = Block.NONE;
    private int index = -1;

    /** Thinking so far, to sign it; or a call's arguments, to know that they are one object. */
    private final StringBuilder gathered = new StringBuilder();

    /** @param diagnostics the client's wish to know why its cache was missed; null if it has none */
    AnswerEvents(String messageId, String model, @Nullable Diagnostics diagnostics) {
        this.messageId = messageId;
        this.model = model;
        this.diagnostics = diagnostics;
    }

    /**
     * What an event means: objects whose {@code type} is the name of the server-sent event.
     *
     * @throws ChatException if a call's arguments are not a JSON object
     */
    List<ObjectNode> on(ChatEvent event) {
        List<ObjectNode> out = new ArrayList<>(4);
        if (event instanceof ChatEvent.Started start) {
            started = true;
            out.add(messageStart(start));
            return out;
        }
        if (!started && !(event instanceof ChatEvent.Progress)) {
            throw new IllegalStateException("the answer has not started: " + event);
        }
        switch (event) {
            case ChatEvent.Started _, ChatEvent.Progress _ -> {}
            case ChatEvent.TextDelta delta -> text(delta.text(), out);
            case ChatEvent.ThinkingDelta(String text) -> thinking(text, out);
            case ChatEvent.ToolCallStart(String id, String name) -> toolUse(id, name, out);
            case ChatEvent.ToolCallArguments(String json) -> arguments(json, out);
            case ChatEvent.ToolCallEnd() -> close(out);
            case ChatEvent.Finished finished -> finish(finished, out);
        }
        return out;
    }

    private ObjectNode messageStart(ChatEvent.Started start) {
        ObjectNode event = typed("message_start");
        ObjectNode message = event.putObject("message");
        message.put("id", messageId).put("type", "message").put("role", "assistant");
        message.put("model", model);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.set("usage", UsageJson.of(start.usage(), start.cache().level()));
        if (diagnostics != null) {
            message.set(
                    "diagnostics", DiagnosticsJson.of(diagnostics, start.cache().miss()));
        }
        return event;
    }

    private void text(String text, List<ObjectNode> out) {
        if (!text.isEmpty()) {
            ensure(Block.TEXT, out);
            out.add(delta("text_delta", "text", text));
        }
    }

    private void thinking(String text, List<ObjectNode> out) {
        if (!text.isEmpty()) {
            ensure(Block.THINKING, out);
            gathered.append(text);
            out.add(delta("thinking_delta", "thinking", text));
        }
    }

    private void toolUse(String id, String name, List<ObjectNode> out) {
        close(out);
        ObjectNode block = typed("tool_use").put("id", id).put("name", name);
        block.putObject("input");
        open(Block.TOOL_USE, block, out);
    }

    private void arguments(String json, List<ObjectNode> out) {
        if (open != Block.TOOL_USE) {
            throw new IllegalStateException("arguments outside of a tool call");
        }
        if (!json.isEmpty()) {
            gathered.append(json);
            out.add(delta("input_json_delta", "partial_json", json));
        }
    }

    private void finish(ChatEvent.Finished finished, List<ObjectNode> out) {
        close(out);
        boolean nothingWanted =
                finished.reason() == FinishReason.MAX_TOKENS && finished.usage().output() == 0;
        if (index < 0 && !nothingWanted) {
            // Claude Code asks again on content without a block.
            ensure(Block.TEXT, out);
            close(out);
        }
        ObjectNode last = typed("message_delta");
        last.putObject("delta")
                .put("stop_reason", stopReason(finished.reason()))
                .put("stop_sequence", finished.stopSequence());
        last.set("usage", UsageJson.of(finished.usage(), finished.cache().level()));
        out.add(last);
        out.add(typed("message_stop"));
    }

    private void ensure(Block kind, List<ObjectNode> out) {
        if (open == kind) {
            return;
        }
        close(out);
        open(
                kind,
                kind == Block.TEXT
                        ? typed("text").put("text", "")
                        : typed("thinking").put("thinking", "").put("signature", ""),
                out);
    }

    private void open(Block kind, ObjectNode block, List<ObjectNode> out) {
        open = kind;
        index++;
        gathered.setLength(0);
        ObjectNode start = typed("content_block_start").put("index", index);
        start.set("content_block", block);
        out.add(start);
    }

    private void close(List<ObjectNode> out) {
        switch (open) {
            case NONE -> {
                return;
            }
            case TEXT -> {}
            case THINKING -> out.add(delta("signature_delta", "signature", Signatures.sign(gathered.toString())));
            case TOOL_USE -> closeToolUse(out);
        }
        out.add(typed("content_block_stop").put("index", index));
        open = Block.NONE;
    }

    private void closeToolUse(List<ObjectNode> out) {
        if (gathered.isEmpty()) {
            out.add(delta("input_json_delta", "partial_json", "{}"));
            return;
        }
        try {
            if (JSON.readTree(gathered.toString()).isObject()) {
                return;
            }
        } catch (JsonProcessingException e) {
            throw brokenCall(e);
        }
        throw brokenCall(null);
    }

    private static ChatException brokenCall(@Nullable Exception cause) {
        return new ChatException(
                ChatException.Kind.INTERNAL,
                "The model wrote a tool call whose arguments are not a JSON object. Try again.",
                0,
                cause);
    }

    private ObjectNode delta(String type, String field, String text) {
        ObjectNode event = typed("content_block_delta").put("index", index);
        event.putObject("delta").put("type", type).put(field, text);
        return event;
    }

    private static ObjectNode typed(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private static String stopReason(FinishReason reason) {
        return switch (reason) {
            case END_TURN -> "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case MAX_TOKENS -> "max_tokens";
            case TOOL_USE -> "tool_use";
            case CONTEXT_FULL -> "model_context_window_exceeded";
            case REFUSAL -> "refusal";
        };
    }
}

package dev.crema.proxy.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.CacheMiss;
import dev.crema.proxy.chat.Diagnostics;
import org.jspecify.annotations.Nullable;

/**
 * Why a prompt's cached beginning was left, in the protocol's words (Anthropic's documentation, "Cache diagnostics") and,
 * beside them in {@code crema}, in our own: the exact cause, the first token that differs, and the text around it.
 */
final class DiagnosticsJson {
    private DiagnosticsJson() {}

    /**
     * The {@code diagnostics} of an answer whose client asked for them: null if there is nothing to compare with, or nothing
     * differs.
     */
    static JsonNode of(Diagnostics asked, @Nullable CacheMiss miss) {
        boolean firstTurn = asked.previousRequestId() == null;
        if (miss == null || (firstTurn && miss.cause() == CacheMiss.Cause.FIRST_REQUEST)) {
            return JsonNodeFactory.instance.nullNode();
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode reason = json.putObject("cache_miss_reason");
        String type = type(miss.cause());
        reason.put("type", type);
        if (type.endsWith("_changed")) {
            reason.put("cache_missed_input_tokens", miss.missedTokens());
        }
        json.putObject("crema")
                .put("cause", miss.cause().wireName())
                .put("position", miss.position())
                .put("before", miss.before())
                .put("now", miss.now());
        return json;
    }

    /** The protocol's nearest word; it has none for a prompt that is the same and had to make room. */
    private static String type(CacheMiss.Cause cause) {
        return switch (cause) {
            case FIRST_REQUEST -> "previous_message_not_found";
            case MODEL_CHANGED -> "model_changed";
            case SYSTEM_CHANGED -> "system_changed";
            case TOOLS_CHANGED -> "tools_changed";
            case MESSAGES_CHANGED, THINKING_DROPPED -> "messages_changed";
            case EVICTED, BUDGET -> "unavailable";
        };
    }
}

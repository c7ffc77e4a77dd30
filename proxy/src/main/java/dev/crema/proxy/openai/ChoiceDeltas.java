package dev.crema.proxy.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatEvent.TokenLogprob;
import dev.crema.proxy.chat.FinishReason;
import dev.crema.proxy.chat.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From canonical events to the deltas of the one choice. The stream sends them, the collector adds them up: that is why
 * a streamed and a whole answer are equal.
 */
final class ChoiceDeltas {
    /** OpenAI's value for "practically never"; JSON has no infinity. */
    private static final double NEVER = -9999.0;

    private String fingerprint = "fp_0";
    private int calls;
    private boolean argumentsSent;
    private boolean textSent;

    /** Stands for the model that answers; known once it started. */
    String fingerprint() {
        return fingerprint;
    }

    /** The choice object of the event's chunk, or null if the event says nothing in this protocol. */
    @Nullable
    ObjectNode on(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Started started -> {
                fingerprint = "fp_%08x".formatted(started.model().hashCode());
                yield choice(delta().put("role", "assistant"), List.of(), null);
            }
            case ChatEvent.Progress _ -> null;
            case ChatEvent.TextDelta text -> {
                textSent = true;
                yield choice(delta().put("content", text.text()), text.logprobs(), null);
            }
            case ChatEvent.ThinkingDelta thinking ->
                choice(delta().put("reasoning_content", thinking.text()), List.of(), null);
            case ChatEvent.ToolCallStart call -> callStart(call);
            case ChatEvent.ToolCallArguments arguments -> callArguments(arguments.json());
            case ChatEvent.ToolCallEnd _ -> argumentsSent ? null : callArguments("{}");
            case ChatEvent.Finished finished -> choice(lastDelta(), List.of(), finishReason(finished.reason()));
        };
    }

    /** An answer of calls only has no content, as in a whole answer; one of nothing has an empty text. */
    private ObjectNode lastDelta() {
        return textSent || calls > 0 ? delta() : delta().put("content", "");
    }

    private ObjectNode callStart(ChatEvent.ToolCallStart call) {
        calls++;
        argumentsSent = false;
        ObjectNode delta = delta();
        ObjectNode wire = callDelta(delta).put("id", call.id()).put("type", "function");
        wire.putObject("function").put("name", call.name()).put("arguments", "");
        return choice(delta, List.of(), null);
    }

    private ObjectNode callArguments(String json) {
        argumentsSent = true;
        ObjectNode delta = delta();
        callDelta(delta).putObject("function").put("arguments", json);
        return choice(delta, List.of(), null);
    }

    private ObjectNode callDelta(ObjectNode delta) {
        return delta.putArray("tool_calls").addObject().put("index", calls - 1);
    }

    private String finishReason(FinishReason reason) {
        return switch (reason) {
            case END_TURN, STOP_SEQUENCE -> calls > 0 ? "tool_calls" : "stop";
            case TOOL_USE -> "tool_calls";
            case MAX_TOKENS, CONTEXT_FULL -> "length";
            case REFUSAL -> "content_filter";
        };
    }

    private static ObjectNode delta() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode choice(ObjectNode delta, List<TokenLogprob> logprobs, @Nullable String finish) {
        ObjectNode choice = JsonNodeFactory.instance.objectNode().put("index", 0);
        choice.set("delta", delta);
        if (logprobs.isEmpty()) {
            choice.putNull("logprobs");
        } else {
            ObjectNode wire = choice.putObject("logprobs");
            ArrayNode content = wire.putArray("content");
            wire.putNull("refusal");
            for (TokenLogprob token : logprobs) {
                ArrayNode top = logprob(content.addObject(), token).putArray("top_logprobs");
                token.top().forEach(other -> logprob(top.addObject(), other));
            }
        }
        return choice.put("finish_reason", finish);
    }

    private static ObjectNode logprob(ObjectNode wire, TokenLogprob token) {
        wire.put("token", token.token()).put("logprob", Math.max(NEVER, token.logprob()));
        ArrayNode bytes = wire.putArray("bytes");
        for (byte b : token.token().getBytes(StandardCharsets.UTF_8)) {
            bytes.add(b & 0xff);
        }
        return wire;
    }

    /**
     * The usage document; cached tokens are part of the prompt's. Where a cache helped, {@code crema_cache_level} says which:
     * a field of our own, which clients keep or ignore.
     */
    static ObjectNode usage(Usage usage, CacheLevel level) {
        ObjectNode wire = JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", usage.prompt())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.prompt() + usage.output());
        wire.putObject("prompt_tokens_details").put("cached_tokens", usage.cacheRead());
        if (level != CacheLevel.MISS) {
            wire.put("crema_cache_level", level.wireName());
        }
        return wire;
    }
}

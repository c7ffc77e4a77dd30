package dev.crema.proxy.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.Usage;
import dev.crema.proxy.http.AnswerCollector;
import java.util.ArrayList;
import java.util.List;

/** Adds up the deltas of an answer to one {@code chat.completion} document. */
public final class OpenAiCollector implements AnswerCollector {
    private static final class Call {
        private String id = "";
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();
    }

    private final AnswerHead head;
    private final ChoiceDeltas deltas = new ChoiceDeltas();
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<Call> calls = new ArrayList<>();
    private final ArrayNode logprobs = JsonNodeFactory.instance.arrayNode();
    private String finishReason = "stop";
    private Usage usage = new Usage(0, 0, 0, 0);
    private CacheLevel level = CacheLevel.MISS;

    /** For one answer. */
    public OpenAiCollector(AnswerHead head) {
        this.head = head;
    }

    @Override
    public void on(ChatEvent event) {
        ObjectNode choice = deltas.on(event);
        if (choice != null) {
            add(choice);
        }
        if (event instanceof ChatEvent.Finished finished) {
            usage = finished.usage();
            level = finished.cache().level();
        }
    }

    private void add(ObjectNode choice) {
        JsonNode delta = choice.path("delta");
        content.append(delta.path("content").asText());
        reasoning.append(delta.path("reasoning_content").asText());
        delta.path("tool_calls").forEach(this::addCall);
        choice.path("logprobs").path("content").forEach(logprobs::add);
        finishReason = choice.path("finish_reason").asText(finishReason);
    }

    private void addCall(JsonNode delta) {
        if (delta.path("index").asInt() == calls.size()) {
            calls.add(new Call());
        }
        Call call = calls.getLast();
        JsonNode function = delta.path("function");
        call.id += delta.path("id").asText();
        call.name += function.path("name").asText();
        call.arguments.append(function.path("arguments").asText());
    }

    @Override
    public ObjectNode body() {
        ObjectNode body = head.document("chat.completion", deltas.fingerprint());
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        choice.set("message", message());
        if (logprobs.isEmpty()) {
            choice.putNull("logprobs");
        } else {
            choice.putObject("logprobs").putNull("refusal").set("content", logprobs);
        }
        choice.put("finish_reason", finishReason);
        body.set("usage", ChoiceDeltas.usage(usage, level));
        return body;
    }

    private ObjectNode message() {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("role", "assistant");
        boolean onlyCalls = content.isEmpty() && !calls.isEmpty();
        message.put("content", onlyCalls ? null : content.toString()).putNull("refusal");
        if (!reasoning.isEmpty()) {
            message.put("reasoning_content", reasoning.toString());
        }
        for (Call call : calls) {
            ObjectNode wire = message.withArrayProperty("tool_calls")
                    .addObject()
                    .put("id", call.id)
                    .put("type", "function");
            wire.putObject("function").put("name", call.name).put("arguments", call.arguments.toString());
        }
        return message;
    }
}

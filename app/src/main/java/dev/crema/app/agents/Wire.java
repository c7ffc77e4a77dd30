package dev.crema.app.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The protocol in which a client asks a model. */
public enum Wire {
    /** Anthropic Messages. */
    MESSAGES("/v1/messages", "content"),
    /** OpenAI Chat Completions. */
    CHAT("/v1/chat/completions", "choices"),
    /** OpenAI Responses. */
    RESPONSES("/v1/responses", "output");

    private static final String QUESTION = "Say hello.";
    private static final int ANSWER_TOKENS = 16;

    private final String path;
    private final String answerField;

    Wire(String path, String answerField) {
        this.path = path;
        this.answerField = answerField;
    }

    /** Where requests go, below the proxy's address. */
    public String path() {
        return path;
    }

    /** The smallest request of a conversation. */
    ObjectNode smallRequest(String model) {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("model", model);
        switch (this) {
            case MESSAGES, CHAT -> {
                request.put("max_tokens", ANSWER_TOKENS);
                request.putArray("messages").addObject().put("role", "user").put("content", QUESTION);
            }
            case RESPONSES ->
                request.put("max_output_tokens", ANSWER_TOKENS)
                        .put("store", false)
                        .put("input", QUESTION);
        }
        return request;
    }

    /** Whether a document is this protocol's answer to a request. */
    boolean isAnswer(JsonNode document) {
        return document.path(answerField).isArray();
    }
}

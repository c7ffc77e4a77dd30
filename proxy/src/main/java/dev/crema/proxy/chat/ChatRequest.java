package dev.crema.proxy.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation to continue, whatever protocol it came in.
 *
 * <p>If the last message is the assistant's, the model continues it instead of starting a new one.
 *
 * @param model the name the client asked for
 * @param messages at least one, system messages in their places
 * @param tools in the client's order until normalised
 * @param parallelToolCalls whether one answer may hold several calls
 * @param maxTokens tokens to generate at most; 0 only warms the cache; null: up to the window
 * @param diagnostics the wish to know about cache misses; null if there is none
 */
public record ChatRequest(
        String model,
        List<Message> messages,
        List<ToolSpec> tools,
        ToolChoice toolChoice,
        boolean parallelToolCalls,
        Sampling sampling,
        @Nullable Integer maxTokens,
        Thinking thinking,
        ClientInfo client,
        @Nullable Diagnostics diagnostics) {
    /** Copies the lists. */
    public ChatRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    /** A request without a wish for diagnostics. */
    public ChatRequest(
            String model,
            List<Message> messages,
            List<ToolSpec> tools,
            ToolChoice toolChoice,
            boolean parallelToolCalls,
            Sampling sampling,
            @Nullable Integer maxTokens,
            Thinking thinking,
            ClientInfo client) {
        this(model, messages, tools, toolChoice, parallelToolCalls, sampling, maxTokens, thinking, client, null);
    }

    /** The same request to another model, which routing chose. */
    public ChatRequest withModel(String newModel) {
        return new ChatRequest(
                newModel,
                messages,
                tools,
                toolChoice,
                parallelToolCalls,
                sampling,
                maxTokens,
                thinking,
                client,
                diagnostics);
    }

    /** The same request with other messages. */
    public ChatRequest withMessages(List<Message> newMessages) {
        return new ChatRequest(
                model,
                newMessages,
                tools,
                toolChoice,
                parallelToolCalls,
                sampling,
                maxTokens,
                thinking,
                client,
                diagnostics);
    }

    /** The same request with other tools. */
    public ChatRequest withTools(List<ToolSpec> newTools) {
        return new ChatRequest(
                model,
                messages,
                newTools,
                toolChoice,
                parallelToolCalls,
                sampling,
                maxTokens,
                thinking,
                client,
                diagnostics);
    }

    /** The same request with another limit. */
    public ChatRequest withMaxTokens(@Nullable Integer newMaxTokens) {
        return new ChatRequest(
                model,
                messages,
                tools,
                toolChoice,
                parallelToolCalls,
                sampling,
                newMaxTokens,
                thinking,
                client,
                diagnostics);
    }

    /** The same request of another client. */
    public ChatRequest withClient(ClientInfo newClient) {
        return new ChatRequest(
                model,
                messages,
                tools,
                toolChoice,
                parallelToolCalls,
                sampling,
                maxTokens,
                thinking,
                newClient,
                diagnostics);
    }

    /** The same request with another wish for diagnostics. */
    public ChatRequest withDiagnostics(@Nullable Diagnostics newDiagnostics) {
        return new ChatRequest(
                model,
                messages,
                tools,
                toolChoice,
                parallelToolCalls,
                sampling,
                maxTokens,
                thinking,
                client,
                newDiagnostics);
    }
}

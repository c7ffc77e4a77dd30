package dev.crema.proxy.backend.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.Sampling;
import dev.crema.proxy.chat.Thinking;
import dev.crema.proxy.chat.ToolChoice;
import dev.crema.proxy.chat.ToolSpec;
import java.util.List;

/** Requests and their parts, briefly. */
final class Requests {
    static final ToolSpec READ = tool("Read", "path");
    static final ToolSpec WRITE = tool("Write", "text");
    static final List<ToolSpec> TOOLS = List.of(READ, WRITE);

    private Requests() {}

    static ToolSpec tool(String name, String parameter) {
        String schema = """
                {"type": "object", "properties": {"%s": {"type": "string"}}, "required": ["%s"]}""".formatted(parameter, parameter);
        return new ToolSpec(name, "does " + name, object(schema), false);
    }

    static ObjectNode object(String json) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static ChatRequest of(Message... messages) {
        return of(List.of(messages), List.of());
    }

    static ChatRequest of(List<Message> messages, List<ToolSpec> tools) {
        return new ChatRequest(
                "any",
                messages,
                tools,
                new ToolChoice.Auto(),
                true,
                Sampling.DEFAULT,
                null,
                Thinking.UNSPECIFIED,
                ClientInfo.UNKNOWN);
    }

    static ChatRequest with(ChatRequest r, ToolChoice choice) {
        return new ChatRequest(
                r.model(),
                r.messages(),
                r.tools(),
                choice,
                r.parallelToolCalls(),
                r.sampling(),
                r.maxTokens(),
                r.thinking(),
                r.client());
    }

    static ChatRequest with(ChatRequest r, Thinking thinking) {
        return new ChatRequest(
                r.model(),
                r.messages(),
                r.tools(),
                r.toolChoice(),
                r.parallelToolCalls(),
                r.sampling(),
                r.maxTokens(),
                thinking,
                r.client());
    }

    static ChatRequest with(ChatRequest r, Sampling sampling) {
        return new ChatRequest(
                r.model(),
                r.messages(),
                r.tools(),
                r.toolChoice(),
                r.parallelToolCalls(),
                sampling,
                r.maxTokens(),
                r.thinking(),
                r.client());
    }

    static ChatRequest with(ChatRequest r, ClientInfo client) {
        return new ChatRequest(
                r.model(),
                r.messages(),
                r.tools(),
                r.toolChoice(),
                r.parallelToolCalls(),
                r.sampling(),
                r.maxTokens(),
                r.thinking(),
                client);
    }

    static ChatRequest upTo(ChatRequest r, Integer maxTokens) {
        return new ChatRequest(
                r.model(),
                r.messages(),
                r.tools(),
                r.toolChoice(),
                r.parallelToolCalls(),
                r.sampling(),
                maxTokens,
                r.thinking(),
                r.client());
    }

    static ChatRequest oneCall(ChatRequest r) {
        return new ChatRequest(
                r.model(),
                r.messages(),
                r.tools(),
                r.toolChoice(),
                false,
                r.sampling(),
                r.maxTokens(),
                r.thinking(),
                r.client());
    }

    static Message system(String text) {
        return Message.text(Role.SYSTEM, text);
    }

    static Message user(String text) {
        return Message.text(Role.USER, text);
    }

    static Message user(Part... parts) {
        return new Message(Role.USER, List.of(parts));
    }

    static Message assistant(String text) {
        return Message.text(Role.ASSISTANT, text);
    }

    static Message assistant(Part... parts) {
        return new Message(Role.ASSISTANT, List.of(parts));
    }

    static Part text(String text) {
        return new Part.Text(text);
    }

    static Part call(String id, String name, String input) {
        return new Part.ToolUse(id, name, object(input));
    }

    static Part result(String id, String text) {
        return new Part.ToolResult(id, List.of(new Part.Text(text)), false);
    }
}

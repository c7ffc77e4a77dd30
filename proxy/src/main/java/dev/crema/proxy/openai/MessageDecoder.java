package dev.crema.proxy.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.toolcall.LenientJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of one request. Consecutive tool messages, and the user message right after them, become one user
 * message: results first, then what the user said, as in the Anthropic protocol, so that both render to the same prompt.
 */
final class MessageDecoder {
    private final List<Message> messages = new ArrayList<>();
    private final List<Part> results = new ArrayList<>();
    private String functionCallId = "";

    private MessageDecoder() {}

    static List<Message> decode(Fields request) {
        List<Fields> wire = request.objects("messages");
        if (wire.isEmpty()) {
            throw request.error("messages", "is required and must hold at least one message");
        }
        MessageDecoder decoder = new MessageDecoder();
        wire.forEach(decoder::add);
        decoder.flushResults();
        return decoder.messages;
    }

    private void add(Fields message) {
        String role = message.requiredText("role");
        switch (role) {
            case "tool" -> results.add(result(message, message.requiredText("tool_call_id")));
            case "function" -> results.add(result(message, functionCallId));
            case "user" -> addUser(message);
            case "system", "developer" -> addAfterResults(Role.SYSTEM, requiredContent(message));
            case "assistant" -> addAfterResults(Role.ASSISTANT, assistantParts(message));
            default ->
                throw message.error(
                        "role", "must be system, developer, user, assistant or tool, but is \"" + role + "\"");
        }
    }

    private void addUser(Fields message) {
        List<Part> parts = new ArrayList<>(results);
        results.clear();
        parts.addAll(requiredContent(message));
        messages.add(new Message(Role.USER, parts));
    }

    private void addAfterResults(Role role, List<Part> parts) {
        flushResults();
        messages.add(new Message(role, parts));
    }

    private void flushResults() {
        if (!results.isEmpty()) {
            messages.add(new Message(Role.USER, results));
            results.clear();
        }
    }

    private static Part result(Fields message, String callId) {
        return new Part.ToolResult(callId, content(message), false);
    }

    private List<Part> assistantParts(Fields message) {
        List<Part> parts = new ArrayList<>();
        String reasoning = message.text(message.has("reasoning_content") ? "reasoning_content" : "reasoning");
        if (reasoning != null && !reasoning.isEmpty()) {
            parts.add(new Part.Thinking(reasoning, ""));
        }
        content(message).stream().filter(part -> !isEmpty(part)).forEach(parts::add);
        String refusal = message.text("refusal");
        if (refusal != null && !refusal.isEmpty()) {
            parts.add(new Part.Text(refusal));
        }
        message.objects("tool_calls").forEach(call -> parts.add(toolUse(call)));
        Fields functionCall = message.object("function_call");
        if (functionCall != null) {
            functionCallId = "call_" + messages.size();
            parts.add(toolUse(functionCall, functionCallId));
        }
        if (parts.isEmpty()) {
            parts.add(new Part.Text(""));
        }
        return parts;
    }

    private static boolean isEmpty(Part part) {
        return part instanceof Part.Text text && text.text().isEmpty();
    }

    private static Part toolUse(Fields call) {
        if (!call.textOr("type", "function").equals("function")) {
            throw call.error("type", "must be function, but is \"" + call.text("type") + "\"");
        }
        return toolUse(call.requiredObject("function"), call.requiredText("id"));
    }

    private static Part toolUse(Fields function, String id) {
        return new Part.ToolUse(id, function.requiredText("name"), arguments(function.get("arguments")));
    }

    /** Text that is no JSON object is kept as text: the model wrote it, and the next turn has to render the same. */
    private static JsonNode arguments(@Nullable JsonNode arguments) {
        if (arguments == null || (arguments.isTextual() && arguments.textValue().isBlank())) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (!arguments.isTextual()) {
            return arguments;
        }
        return LenientJson.parse(arguments.textValue()) instanceof ObjectNode object
                ? object
                : TextNode.valueOf(arguments.textValue());
    }

    private static List<Part> requiredContent(Fields message) {
        if (!message.has("content")) {
            throw message.error("content", "is required");
        }
        return content(message);
    }

    /** Content is a string or an array of parts; nothing if absent. */
    private static List<Part> content(Fields message) {
        JsonNode content = message.get("content");
        if (content == null) {
            return List.of();
        }
        if (content.isTextual()) {
            return List.of(new Part.Text(content.textValue()));
        }
        if (!content.isArray()) {
            throw message.wrong("content", "must be a string or an array of parts", content);
        }
        return message.objects("content").stream().map(MessageDecoder::part).toList();
    }

    private static Part part(Fields part) {
        return switch (part.requiredText("type")) {
            case "text" -> new Part.Text(required(part, "text"));
            case "refusal" -> new Part.Text(required(part, "refusal"));
            case "image_url" -> new Part.Media("image", part.node());
            case "file" -> new Part.Media("document", part.node());
            default -> new Part.Unknown(part.node());
        };
    }

    private static String required(Fields part, String key) {
        String text = part.text(key);
        if (text == null) {
            throw part.error(key, "is required");
        }
        return text;
    }
}

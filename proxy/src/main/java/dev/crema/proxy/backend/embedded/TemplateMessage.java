package dev.crema.proxy.backend.embedded;

import dev.crema.proxy.backend.embedded.TemplateTraits.CallStyle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the maps that templates read, in OpenAI's shape. */
final class TemplateMessage {
    private TemplateMessage() {}

    /** A message that is only text. */
    static Map<String, @Nullable Object> of(String role, String text, boolean contentParts) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("content", contentParts ? List.of(Map.of("type", "text", "text", text)) : text);
        return message;
    }

    /** One call of an assistant message. */
    static Map<String, @Nullable Object> call(String id, String name, Object arguments) {
        Map<String, @Nullable Object> function = new LinkedHashMap<>();
        function.put("name", name);
        function.put("arguments", arguments);
        Map<String, @Nullable Object> call = new LinkedHashMap<>();
        call.put("id", id);
        call.put("type", "function");
        call.put("function", function);
        return call;
    }

    /** What a call returned. */
    static Map<String, @Nullable Object> result(String callId, String name, String text, boolean contentParts) {
        Map<String, @Nullable Object> message = of("tool", text, contentParts);
        message.put("tool_call_id", callId);
        message.put("name", name);
        return message;
    }

    /** The definition of a tool. */
    static Map<String, @Nullable Object> tool(String name, String description, Object schema) {
        Map<String, @Nullable Object> function = new LinkedHashMap<>();
        function.put("name", name);
        function.put("description", description);
        function.put("parameters", schema);
        Map<String, @Nullable Object> tool = new LinkedHashMap<>();
        tool.put("type", "function");
        tool.put("function", function);
        return tool;
    }

    /**
     * The id a call carries in the prompt: the same for the same call in every turn, whatever form the client's id has.
     *
     * @param index calls before this one in the conversation
     */
    static String callId(CallStyle style, String clientId, String name, int index) {
        return style.indexedIds() ? "functions." + name + ":" + index : nineCharacters(clientId);
    }

    private static String nineCharacters(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        StringBuilder id = new StringBuilder(9);
        for (int i = 0; i < 9; i++) {
            id.append(Character.forDigit((int) Long.remainderUnsigned(hash, 36), 36));
            hash = Long.divideUnsigned(hash, 36);
        }
        return id.toString();
    }
}

package dev.crema.proxy.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ToolSpec;
import dev.crema.proxy.toolcall.ToolCallParser.Piece;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tools of one request, by which a call is recognised and its arguments are typed. */
final class KnownTools {
    private static final Set<String> OTHER_KEYS = Set.of("name", "type", "id");

    private final Map<String, ToolSpec> byName = new HashMap<>();

    KnownTools(List<ToolSpec> tools) {
        tools.forEach(tool -> byName.put(tool.name(), tool));
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    /**
     * Reads {@code {"name", "arguments" | "parameters"}}, also wrapped as {@code {"type", "function": {…}}}.
     *
     * @return null if the text is no such object or names no known tool
     */
    Piece.@Nullable Call read(String json) {
        if (!(LenientJson.parse(json) instanceof ObjectNode node)) {
            return null;
        }
        ObjectNode call = node.get("function") instanceof ObjectNode wrapped ? wrapped : node;
        String key = call.has("arguments") ? "arguments" : "parameters";
        // Without either key, further keys may be the arguments themselves or ordinary JSON: no call, nothing is lost.
        if (!call.has(key) && !OTHER_KEYS.containsAll(fieldNames(call))) {
            return null;
        }
        return call(call.path("name").asText(), call.get(key));
    }

    /**
     * A call with arguments coerced to the tool's schema.
     *
     * @param arguments an object, its JSON text, or nothing (absent, null, empty)
     * @return null if the tool is unknown or the arguments are something else
     */
    Piece.@Nullable Call call(String name, @Nullable JsonNode arguments) {
        ToolSpec tool = byName.get(name);
        ObjectNode object = asObject(arguments);
        return tool == null || object == null
                ? null
                : new Piece.Call(name, SchemaCoercion.coerce(object, tool.schema()));
    }

    private static @Nullable ObjectNode asObject(@Nullable JsonNode arguments) {
        if (arguments == null
                || arguments.isNull()
                || (arguments.isTextual() && arguments.textValue().isBlank())) {
            return JsonNodeFactory.instance.objectNode();
        }
        JsonNode node = arguments.isTextual() ? LenientJson.parse(arguments.textValue()) : arguments;
        return node instanceof ObjectNode object ? object : null;
    }

    private static Set<String> fieldNames(ObjectNode node) {
        return node.propertyStream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }
}

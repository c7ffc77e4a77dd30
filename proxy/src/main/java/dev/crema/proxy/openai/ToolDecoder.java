package dev.crema.proxy.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ToolChoice;
import dev.crema.proxy.chat.ToolSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools} and {@code tool_choice}. */
final class ToolDecoder {
    /** OpenAI allows 64 characters and no dot; local models mind neither. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");

    private ToolDecoder() {}

    static List<ToolSpec> tools(Fields request) {
        List<ToolSpec> tools = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Fields tool : request.objects("tools")) {
            String type = tool.requiredText("type");
            if (!type.equals("function")) {
                throw tool.error("type", "'" + type + "' tools are not supported by this server, only 'function' is");
            }
            Fields function = tool.requiredObject("function");
            ToolSpec spec = spec(function);
            if (!names.add(spec.name())) {
                throw function.error("name", "'" + spec.name() + "' is the name of an earlier tool too");
            }
            tools.add(spec);
        }
        return tools;
    }

    private static ToolSpec spec(Fields function) {
        String name = function.requiredText("name");
        if (!NAME.matcher(name).matches()) {
            throw function.error("name", "must be 1 to 128 letters, digits, dots, hyphens or underscores");
        }
        return new ToolSpec(name, function.textOr("description", ""), schema(function.object("parameters")), false);
    }

    private static ObjectNode schema(@Nullable Fields parameters) {
        if (parameters != null && parameters.node() instanceof ObjectNode schema && !schema.isEmpty()) {
            return schema;
        }
        ObjectNode noParameters = JsonNodeFactory.instance.objectNode().put("type", "object");
        noParameters.putObject("properties");
        return noParameters;
    }

    static ToolChoice choice(Fields request, List<ToolSpec> tools) {
        JsonNode choice = request.get("tool_choice");
        if (choice == null) {
            return new ToolChoice.Auto();
        }
        ToolChoice decoded =
                choice.isTextual() ? mode(request, choice) : named(request.requiredObject("tool_choice"), tools);
        if (decoded instanceof ToolChoice.Required && tools.isEmpty()) {
            throw request.error("tool_choice", "'required' needs tools, but the request has none");
        }
        return decoded;
    }

    private static ToolChoice mode(Fields request, JsonNode choice) {
        return switch (choice.textValue()) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "required" -> new ToolChoice.Required();
            default -> throw request.wrong("tool_choice", "must be none, auto, required or a named function", choice);
        };
    }

    private static ToolChoice named(Fields choice, List<ToolSpec> tools) {
        String type = choice.requiredText("type");
        if (!type.equals("function")) {
            throw choice.error("type", "'" + type + "' is not supported by this server, only 'function' is");
        }
        Fields function = choice.requiredObject("function");
        String name = function.requiredText("name");
        if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
            throw function.error("name", "'" + name + "' is not among the request's tools");
        }
        return new ToolChoice.Named(name);
    }
}

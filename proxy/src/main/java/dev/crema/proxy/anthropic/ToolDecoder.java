package dev.crema.proxy.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import dev.crema.proxy.chat.ToolChoice;
import dev.crema.proxy.chat.ToolSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The {@code tools} and {@code tool_choice} of a request.
 *
 * <ul>
 *   <li>Custom tools are taken as they are. {@code strict}, {@code cache_control} and the rest change nothing here.
 *   <li>Typed tools that the client runs become custom ones, see {@link TypedTools}.
 *   <li>{@code tool_search_tool_*} searches on the server. It is left out and the tools it would find are offered at once:
 *       nothing is lost but prompt space. Claude Code brings its own ToolSearch instead; its deferred tools stay deferred
 *       until a {@code tool_reference} names them.
 *   <li>Other tools that run on Anthropic's servers are refused by name: offered to a local model they would look as if they
 *       worked.
 * </ul>
 */
final class ToolDecoder {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");
    private static final String TOOL_SEARCH = "tool_search_tool_";
    private static final List<String> ON_SERVER =
            List.of("web_search_", "web_fetch_", "code_execution_", "mcp_toolset", "advisor_");
    private static final List<String> TOOLSETS = List.of("browser_toolset_", "computer_toolset_");

    private ToolDecoder() {}

    /** The tools, in the client's order. */
    static List<ToolSpec> tools(Field tools) {
        List<Field> items = tools.items();
        boolean searchable = false;
        List<ToolSpec> specs = new ArrayList<>(items.size());
        for (Field tool : items) {
            tool.object();
            String type = tool.get("type").textOr("custom");
            if (type.startsWith(TOOL_SEARCH)) {
                searchable = true;
            } else {
                specs.add(tool(tool, type, items.size() == 1));
            }
        }
        requireUniqueNames(specs);
        return searchable ? specs.stream().map(ToolDecoder::offered).toList() : specs;
    }

    /** Which of the tools the model may or must call. */
    static ToolChoice choice(Field choice, List<ToolSpec> tools) {
        if (!choice.present()) {
            return new ToolChoice.Auto();
        }
        choice.object();
        Field type = choice.get("type");
        ToolChoice decoded = switch (type.text()) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "any" -> new ToolChoice.Required();
            case "tool" -> new ToolChoice.Named(choice.get("name").text());
            default -> throw type.invalid("Input should be 'auto', 'any', 'tool' or 'none'");
        };
        if (decoded instanceof ToolChoice.Required && tools.isEmpty()) {
            throw choice.invalid("`any` may only be specified while providing `tools`");
        }
        if (decoded instanceof ToolChoice.Named(String name)
                && tools.stream().noneMatch(tool -> tool.name().equals(name))) {
            throw choice.invalid("Tool '" + name + "' not found in provided tools");
        }
        return decoded;
    }

    private static ToolSpec tool(Field tool, String type, boolean only) {
        if (type.equals("custom")) {
            return custom(tool);
        }
        if (ON_SERVER.stream().anyMatch(type::startsWith)) {
            throw tool.invalid(onServer(type, only));
        }
        if (TOOLSETS.stream().anyMatch(type::startsWith)) {
            throw tool.invalid(type + " is known to Anthropic's own models only. Define each tool you need with a name"
                    + " and an input_schema.");
        }
        Field name = tool.get("name");
        ToolSpec typed = TypedTools.spec(type, tool);
        if (typed != null) {
            requireValidName(name);
            return typed;
        }
        if (tool.get("input_schema").present()) {
            return custom(tool);
        }
        throw tool.get("type")
                .invalid("'" + type
                        + "' is not a tool type known here. Define the tool with a name and an input_schema.");
    }

    private static String onServer(String type, boolean only) {
        if (only && type.startsWith("web_search_")) {
            // Claude Code's WebSearch is such a request of its own: the text reaches the model that wanted to search.
            return "web search is not available: this request is answered by a local model, and " + type
                    + " runs on Anthropic's servers. Answer without it, or use a search tool of an MCP server.";
        }
        return type + " runs on Anthropic's servers, but this request is answered by a local model. Remove it from"
                + " `tools`, or define a tool of your own that does its work.";
    }

    private static ToolSpec custom(Field tool) {
        Field name = tool.get("name");
        requireValidName(name);
        return new ToolSpec(
                name.text(),
                tool.get("description").textOr(""),
                schema(tool.get("input_schema")),
                tool.get("defer_loading").flag(false));
    }

    private static ObjectNode schema(Field schema) {
        ObjectNode object = schema.object();
        Field type = schema.get("type");
        if (!type.present()) {
            ObjectNode typed = object.deepCopy();
            typed.put("type", "object");
            return typed;
        }
        if (!type.node().asText().equals("object")) {
            throw type.invalid("Input should be 'object'");
        }
        return object;
    }

    private static void requireValidName(Field name) {
        if (!NAME.matcher(name.text()).matches()) {
            throw name.invalid("String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
        }
    }

    private static void requireUniqueNames(List<ToolSpec> tools) {
        Set<String> names = new HashSet<>();
        for (ToolSpec tool : tools) {
            if (!names.add(tool.name())) {
                throw new ChatException(
                        Kind.INVALID_REQUEST, "tools: Tool names must be unique. Found more than once: " + tool.name());
            }
        }
    }

    private static ToolSpec offered(ToolSpec tool) {
        return tool.deferred() ? new ToolSpec(tool.name(), tool.description(), tool.schema(), false) : tool;
    }
}

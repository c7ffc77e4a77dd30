package dev.crema.proxy.normalize;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.ToolSpec;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Claude Code's ToolSearch: a tool result names deferred tools, and the next request brings their definitions in the middle
 * of the tools. Rendered there they would move the whole conversation. So a definition is written out where its reference
 * stands, in the shape in which chat templates list tools; the deferred tool itself stays out of the prompt's head.
 *
 * <p>A tool that was in the head all along is only named. A reference to a tool that is gone says so.
 */
final class ExpandToolReferences implements Rule {
    @Override
    public String name() {
        return "expand-tool-references";
    }

    @Override
    public String effect() {
        return "tool references became definitions";
    }

    @Override
    public ChatRequest apply(ChatRequest request) {
        Map<String, ToolSpec> tools =
                request.tools().stream().collect(Collectors.toMap(ToolSpec::name, Function.identity(), (a, _) -> a));
        return Parts.flatMap(
                request,
                part -> Stream.of(
                        part instanceof Part.ToolReference(String name) ? new Part.Text(expand(name, tools)) : part));
    }

    private static String expand(String name, Map<String, ToolSpec> tools) {
        ToolSpec tool = tools.get(name);
        if (tool == null) {
            return "The tool " + name + " is not available.";
        }
        return tool.deferred()
                ? "The tool " + name + " can be called from now on:\n" + definition(tool)
                : "The tool " + name + " can be called.";
    }

    private static ObjectNode definition(ToolSpec tool) {
        ObjectNode definition = JsonNodeFactory.instance.objectNode().put("type", "function");
        definition
                .putObject("function")
                .put("name", tool.name())
                .put("description", tool.description())
                .set("parameters", tool.schema());
        return definition;
    }
}

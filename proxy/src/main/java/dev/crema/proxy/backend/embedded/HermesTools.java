package dev.crema.proxy.backend.embedded;

import dev.crema.proxy.backend.embedded.TemplateTraits.CallOpening;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.ToolSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tools for templates that know none: instructions in the system prompt, calls and results as marked text, in the format
 * of the Hermes models, which most small models have seen.
 */
final class HermesTools {
    /** How a call begins. */
    static final CallOpening OPENING = new CallOpening("<tool_call>\n{\"name\": \"", "\"");

    /** What follows a call's arguments. */
    static final String CLOSING = "\n</tool_call>";

    private static final String BEFORE_DEFINITIONS = """
            # Tools

            You can use the tools defined in this list, one JSON object per line:
            <tools>
            """;

    private static final String AFTER_DEFINITIONS = """

            </tools>

            To use a tool, write its name and its arguments as one JSON object between markers, then end your turn:
            <tool_call>
            {"name": "<name of the tool>", "arguments": <object that fits the tool's parameters>}
            </tool_call>

            What the tool returned follows between <tool_response> and </tool_response>. Answer in plain text when no \
            tool is needed.""";

    private HermesTools() {}

    /** What the system prompt says about tools; empty if there are none. */
    static String instructions(List<ToolSpec> tools) {
        if (tools.isEmpty()) {
            return "";
        }
        String definitions = tools.stream().map(HermesTools::definition).collect(Collectors.joining("\n"));
        return BEFORE_DEFINITIONS + definitions + AFTER_DEFINITIONS;
    }

    /** The same message with calls and results as text; results come before its other text. */
    static List<Part> inText(List<Part> parts) {
        List<Part> results = new ArrayList<>();
        List<Part> others = new ArrayList<>();
        for (Part part : parts) {
            switch (part) {
                case Part.ToolUse use -> others.add(new Part.Text(call(use)));
                case Part.ToolResult result -> results.add(new Part.Text(response(result)));
                case Part.Text text -> others.add(text);
                case Part.Thinking thinking -> others.add(thinking);
                case Part.ToolReference reference -> others.add(reference);
                case Part.Media media -> others.add(media);
                case Part.Unknown unknown -> others.add(unknown);
            }
        }
        results.addAll(others);
        return results;
    }

    private static String definition(ToolSpec tool) {
        return JsonValues.spaced(TemplateMessage.tool(tool.name(), tool.description(), tool.schema()));
    }

    private static String call(Part.ToolUse use) {
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("name", use.name());
        call.put("arguments", use.input());
        return "<tool_call>\n" + JsonValues.spaced(call) + CLOSING;
    }

    private static String response(Part.ToolResult result) {
        return "<tool_response>\n" + PartText.of(result) + "\n</tool_response>";
    }
}

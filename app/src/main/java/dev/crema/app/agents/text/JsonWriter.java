package dev.crema.app.agents.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes values in the manner of the document they go into.
 *
 * @param end the document's line end
 * @param unit one level of indentation
 */
record JsonWriter(String end, String unit) {
    /** A text as JSON. */
    static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }

    /** The value in one line. */
    static String line(JsonNode value) {
        if (value.isEmpty()) {
            return value.toString();
        }
        List<String> items = value.isObject()
                ? value.properties().stream()
                        .map(member -> quoted(member.getKey()) + ": " + line(member.getValue()))
                        .toList()
                : value.valueStream().map(JsonWriter::line).toList();
        String joined = String.join(", ", items);
        return value.isObject() ? "{" + joined + "}" : "[" + joined + "]";
    }

    /** The value with a line for each item; the first line continues one that is indented already. */
    String block(JsonNode value, String indent) {
        if (value.isEmpty()) {
            return value.toString();
        }
        String deeper = indent + unit;
        List<String> items = value.isObject()
                ? value.properties().stream()
                        .map(member -> quoted(member.getKey()) + ": " + block(member.getValue(), deeper))
                        .toList()
                : value.valueStream().map(element -> block(element, deeper)).toList();
        String joined = items.stream().map(item -> end + deeper + item).collect(Collectors.joining(","));
        return (value.isObject() ? "{" : "[") + joined + end + indent + (value.isObject() ? "}" : "]");
    }
}

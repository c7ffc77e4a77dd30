package dev.crema.proxy.backend.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.proxy.chat.Part;
import java.util.List;
import java.util.stream.Collectors;

/** What the parts of a message say to a model that reads text only. */
final class PartText {
    private PartText() {}

    /** The texts of these parts as paragraphs; calls, results and reasoning are not among them. */
    static String of(List<Part> parts) {
        return join(parts.stream().map(PartText::of).toList());
    }

    /** What a tool returned; a failure says so, because templates have no place for that. */
    static String of(Part.ToolResult result) {
        String text = of(result.content());
        return result.isError() ? "Error: " + text : text;
    }

    /** Texts as paragraphs, blank ones left out. */
    static String join(List<String> texts) {
        return texts.stream().filter(text -> !text.isBlank()).collect(Collectors.joining("\n\n"));
    }

    private static String of(Part part) {
        return switch (part) {
            case Part.Text text -> text.text();
            case Part.Media media -> media(media);
            case Part.ToolReference reference -> "[tool available: " + reference.toolName() + "]";
            case Part.Unknown unknown -> unknown.raw().path("text").asText("");
            case Part.Thinking thinking -> "";
            case Part.ToolUse use -> "";
            case Part.ToolResult result -> "";
        };
    }

    private static String media(Part.Media media) {
        JsonNode source = media.raw().path("source");
        return source.path("type").asText("").equals("text")
                ? source.path("data").asText("")
                : "[" + media.kind() + ": not shown, this model reads text only]";
    }
}

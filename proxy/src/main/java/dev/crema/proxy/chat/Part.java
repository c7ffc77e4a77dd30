package dev.crema.proxy.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** One piece of a message. */
public sealed interface Part {
    /** Plain text. */
    record Text(String text) implements Part {}

    /** The model's reasoning; the signature is opaque and may be empty. */
    record Thinking(String text, String signature) implements Part {}

    /**
     * The model calls a tool.
     *
     * @param input the arguments, keys in the order in which they were generated
     */
    record ToolUse(String id, String name, JsonNode input) implements Part {}

    /** What a tool returned; content is text, images, documents and tool references. */
    record ToolResult(String toolUseId, List<Part> content, boolean isError) implements Part {
        /** Copies the content. */
        public ToolResult {
            content = List.copyOf(content);
        }
    }

    /** The definition of a deferred tool becomes known here. */
    record ToolReference(String toolName) implements Part {}

    /** An image or document the model may not be able to see; {@code kind} is {@code image} or {@code document}. */
    record Media(String kind, JsonNode raw) implements Part {}

    /** Content this version does not know, kept as it came. */
    record Unknown(JsonNode raw) implements Part {}
}

package dev.crema.proxy.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.Part;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Content blocks to parts, one for one, so that positions in error messages hold for both.
 *
 * <p>{@code cache_control} is dropped everywhere: it moves to the newest block on each turn, and a local cache needs no
 * hint. Documents and search results that are plain text become text, because any model can read them then.
 */
final class BlockDecoder {
    private BlockDecoder() {}

    /** Content in either form: a string or a list of blocks. */
    static List<Part> content(Field content) {
        if (content.node().isTextual()) {
            return List.of(new Part.Text(content.text()));
        }
        if (content.present() && !content.node().isArray()) {
            throw content.invalid("Input should be a valid string or list");
        }
        return content.items().stream().map(BlockDecoder::block).toList();
    }

    private static Part block(Field block) {
        block.object();
        return switch (block.get("type").text()) {
            case "text" -> new Part.Text(block.get("text").text());
            case "image" -> media("image", block);
            case "document" -> document(block);
            case "search_result" -> searchResult(block);
            case "thinking" ->
                new Part.Thinking(
                        block.get("thinking").text(), block.get("signature").textOr(""));
            case "tool_use" ->
                new Part.ToolUse(
                        block.get("id").text(),
                        block.get("name").text(),
                        block.get("input").object());
            case "tool_result" ->
                new Part.ToolResult(
                        block.get("tool_use_id").text(),
                        content(block.get("content")),
                        block.get("is_error").flag(false));
            case "tool_reference" ->
                new Part.ToolReference(block.get("tool_name").text());
            default -> new Part.Unknown(withoutCacheControl(block.node()));
        };
    }

    private static Part media(String kind, Field block) {
        block.get("source").object();
        return new Part.Media(kind, withoutCacheControl(block.node()));
    }

    private static Part document(Field block) {
        Field source = block.get("source");
        source.object();
        String title =
                heading(block.get("title").textOr(""), block.get("context").textOr(""));
        return switch (source.get("type").text()) {
            case "text" -> new Part.Text(title + source.get("data").text());
            case "content" -> {
                List<Part> parts = content(source.get("content").required());
                yield parts.stream().allMatch(Part.Text.class::isInstance)
                        ? new Part.Text(title + joined(parts))
                        : media("document", block);
            }
            default -> media("document", block);
        };
    }

    private static Part searchResult(Field block) {
        String title = heading(block.get("title").text(), block.get("source").text());
        return new Part.Text(title + joined(content(block.get("content").required())));
    }

    private static String heading(String title, String origin) {
        return (title.isEmpty() ? "" : title + "\n") + (origin.isEmpty() ? "" : origin + "\n");
    }

    private static String joined(List<Part> parts) {
        return parts.stream()
                .map(part -> part instanceof Part.Text text ? text.text() : "")
                .collect(Collectors.joining("\n"));
    }

    private static JsonNode withoutCacheControl(JsonNode block) {
        if (!block.has("cache_control")) {
            return block;
        }
        ObjectNode copy = block.deepCopy();
        copy.remove("cache_control");
        return copy;
    }
}

package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Claude Code and others: content flips between a string and a list of text blocks as {@code cache_control} moves. Texts that
 * follow each other become one part, so that both shapes are the same and no template has a say in how blocks are joined.
 *
 * <p>Users' and system blocks are paragraphs of their own and are joined by an empty line. An assistant's texts are joined as
 * they are: the model generated them in one go.
 */
final class MergeTextShapes implements Rule {
    private static final String PARAGRAPH = "\n\n";

    @Override
    public String name() {
        return "merge-text-shapes";
    }

    @Override
    public String effect() {
        return "texts that follow each other became one";
    }

    @Override
    public ChatRequest apply(ChatRequest request) {
        return request.withMessages(request.messages().stream()
                .map(message -> new Message(
                        message.role(), merge(message.parts(), message.role() == Role.ASSISTANT ? "" : PARAGRAPH)))
                .toList());
    }

    private static List<Part> merge(List<Part> parts, String joint) {
        List<Part> merged = new ArrayList<>(parts.size());
        List<String> texts = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.Text(String text)) {
                texts.add(text);
                continue;
            }
            flush(texts, joint, merged);
            merged.add(
                    part instanceof Part.ToolResult(String id, List<Part> content, boolean isError)
                            ? new Part.ToolResult(id, merge(content, PARAGRAPH), isError)
                            : part);
        }
        flush(texts, joint, merged);
        return merged;
    }

    private static void flush(List<String> texts, String joint, List<Part> merged) {
        if (!texts.isEmpty()) {
            merged.add(new Part.Text(String.join(joint, texts)));
            texts.clear();
        }
    }
}

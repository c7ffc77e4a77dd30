package dev.crema.proxy.backend.lite;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Part;
import java.util.List;

/** The lite backend's tokenizer: every four characters (UTF-16 units) of a text are one token, a rest is one more. */
final class LiteTokens {
    /** Characters of one token. */
    static final int CHARS = 4;

    /** Tokens of each message's role and frame, and of each picture or document. */
    private static final int FRAME = 4;

    private static final int MEDIA = 1000;

    private LiteTokens() {}

    static int count(String text) {
        return (text.length() + CHARS - 1) / CHARS;
    }

    static int count(ChatRequest request) {
        int tokens = 0;
        for (var message : request.messages()) {
            tokens += FRAME + count(message.parts());
        }
        for (var tool : request.tools()) {
            tokens += count(tool.name())
                    + count(tool.description())
                    + count(tool.schema().toString());
        }
        return tokens;
    }

    private static int count(List<Part> parts) {
        int tokens = 0;
        for (Part part : parts) {
            tokens += switch (part) {
                case Part.Text text -> count(text.text());
                case Part.Thinking thinking -> count(thinking.text());
                case Part.ToolUse use -> count(use.name()) + count(use.input().toString());
                case Part.ToolResult result -> count(result.content());
                case Part.ToolReference reference -> count(reference.toolName());
                case Part.Media media -> MEDIA;
                case Part.Unknown unknown -> count(unknown.raw().toString());
            };
        }
        return tokens;
    }
}

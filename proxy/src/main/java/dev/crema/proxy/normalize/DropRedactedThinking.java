package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Part;
import java.util.stream.Stream;

/**
 * Conversations begun with Anthropic's models: redacted thinking is encrypted for them alone. To a local model it would be
 * noise.
 */
final class DropRedactedThinking implements Rule {
    @Override
    public String name() {
        return "drop-redacted-thinking";
    }

    @Override
    public String effect() {
        return "redacted thinking was dropped";
    }

    @Override
    public ChatRequest apply(ChatRequest request) {
        return Parts.flatMap(request, part -> redacted(part) ? Stream.empty() : Stream.of(part));
    }

    private static boolean redacted(Part part) {
        return part instanceof Part.Unknown unknown
                && unknown.raw().path("type").asText().equals("redacted_thinking");
    }
}

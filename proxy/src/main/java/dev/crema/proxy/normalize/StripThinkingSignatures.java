package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Part;
import java.util.stream.Stream;

/**
 * Every client of the Messages API: thinking comes back with the signature it was given, ours or Anthropic's. No local
 * model reads it, so two requests that differ in it only are one.
 */
final class StripThinkingSignatures implements Rule {
    @Override
    public String name() {
        return "strip-thinking-signatures";
    }

    @Override
    public String effect() {
        return "signatures of thinking were removed";
    }

    @Override
    public ChatRequest apply(ChatRequest request) {
        return Parts.flatMap(
                request,
                part -> Stream.of(
                        part instanceof Part.Thinking thinking ? new Part.Thinking(thinking.text(), "") : part));
    }
}

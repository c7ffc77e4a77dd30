package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Walks over the parts of a conversation. */
final class Parts {
    private Parts() {}

    /** Replaces every part, those inside tool results before the result itself, by none, one or several. */
    static ChatRequest flatMap(ChatRequest request, Function<Part, Stream<Part>> change) {
        return request.withMessages(request.messages().stream()
                .map(message -> new Message(message.role(), flatMap(message.parts(), change)))
                .toList());
    }

    private static List<Part> flatMap(List<Part> parts, Function<Part, Stream<Part>> change) {
        return parts.stream()
                .map(part -> part instanceof Part.ToolResult result
                        ? new Part.ToolResult(result.toolUseId(), flatMap(result.content(), change), result.isError())
                        : part)
                .flatMap(change)
                .toList();
    }
}

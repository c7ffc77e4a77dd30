package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * SDKs and agents of every kind: empty text comes and goes, as a block of an empty answer or as a string. Empty parts are
 * dropped, and with them system messages that say nothing. Users' and assistants' messages stay even without parts, because
 * templates count turns; only an empty assistant's message at the end goes, as it leaves nothing to continue.
 */
final class DropEmptyParts implements Rule {
    @Override
    public String name() {
        return "drop-empty-parts";
    }

    @Override
    public String effect() {
        return "empty parts were dropped";
    }

    @Override
    public ChatRequest apply(ChatRequest request) {
        ChatRequest dropped = Parts.flatMap(request, part -> empty(part) ? Stream.empty() : Stream.of(part));
        List<Message> messages = new ArrayList<>(dropped.messages());
        messages.removeIf(
                message -> message.role() == Role.SYSTEM && message.parts().isEmpty());
        if (messages.size() > 1
                && messages.getLast().role() == Role.ASSISTANT
                && messages.getLast().parts().isEmpty()) {
            messages.removeLast();
        }
        return messages.isEmpty() ? request : dropped.withMessages(messages);
    }

    private static boolean empty(Part part) {
        return switch (part) {
            case Part.Text(String text) -> text.isEmpty();
            case Part.Thinking thinking -> thinking.text().isEmpty();
            case Part.ToolUse _, Part.ToolResult _, Part.ToolReference _, Part.Media _, Part.Unknown _ -> false;
        };
    }
}

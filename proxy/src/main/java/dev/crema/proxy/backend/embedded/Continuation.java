package dev.crema.proxy.backend.embedded;

import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * The start of an answer that the client wrote itself, as a final assistant message. Its end is marked, so that after
 * rendering everything a template adds behind it can be cut off, wherever else the same words stand.
 *
 * @param messages the conversation, the end of the final text marked
 * @param continues whether there is something to continue
 * @param spaceGiven whether white space was taken from the end of that text
 */
record Continuation(List<Message> messages, boolean continues, boolean spaceGiven) {
    private static final String MARK = "\uE0C5\uE0A1\uE0C5";

    /**
     * Looks for a start of the answer. A final assistant message without text starts nothing and is left out.
     *
     * @throws ChatException if the final assistant message ends with a tool call
     */
    static Continuation of(List<Message> messages) {
        if (messages.isEmpty() || messages.getLast().role() != Role.ASSISTANT) {
            return new Continuation(messages, false, false);
        }
        List<Message> before = new ArrayList<>(messages);
        List<Part> parts = new ArrayList<>(before.removeLast().parts());
        while (!parts.isEmpty()) {
            Part last = parts.removeLast();
            if (last instanceof Part.ToolUse) {
                throw new ChatException(
                        Kind.INVALID_REQUEST, "The last message calls a tool; append the tool's result to continue");
            }
            if (last instanceof Part.Text(String text) && !text.isBlank()) {
                String kept = text.stripTrailing();
                parts.add(new Part.Text(kept + MARK));
                before.add(new Message(Role.ASSISTANT, parts));
                return new Continuation(before, true, kept.length() < text.length());
            }
        }
        return new Continuation(before, false, false);
    }

    /** The rendered text up to the mark. */
    String cut(String rendered) {
        int end = rendered.lastIndexOf(MARK);
        if (end < 0) {
            throw new ChatException(
                    Kind.INVALID_REQUEST, "The model's chat template cannot continue a final assistant message");
        }
        return rendered.substring(0, end);
    }
}

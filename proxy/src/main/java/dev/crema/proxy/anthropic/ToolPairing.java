package dev.crema.proxy.anthropic;

import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks that every tool call is answered in the turn after it, and nothing else is: a template given anything else renders
 * a conversation that never took place.
 *
 * <p>As in the API, messages of one role in a row are one turn. System messages may stand in between. Ids need to be unique
 * within a turn only: agents that resume a session begun elsewhere bring back whatever ids that server made.
 */
final class ToolPairing {
    private final Set<String> open = new LinkedHashSet<>();
    private final Set<String> answered = new HashSet<>();
    private int caller = -1;
    private boolean answering;

    private ToolPairing() {}

    /** Checks messages as they stand on the wire, without the leading system prompt. */
    static void check(List<Message> messages) {
        ToolPairing pairing = new ToolPairing();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            switch (message.role()) {
                case SYSTEM -> {}
                case ASSISTANT -> pairing.calls(i, message.parts());
                case USER -> pairing.results(i, message.parts());
            }
        }
        pairing.allAnswered();
    }

    private void calls(int index, List<Part> parts) {
        if (answering) {
            allAnswered();
            answered.clear();
            answering = false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Part.ToolUse call) {
                if (!open.add(call.id())) {
                    throw invalid(index, i, "`tool_use` ids must be unique: " + call.id());
                }
                caller = index;
            }
        }
    }

    private void results(int index, List<Part> parts) {
        answering = true;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Part.ToolResult result) {
                String id = result.toolUseId();
                if (open.remove(id)) {
                    answered.add(id);
                } else if (answered.contains(id)) {
                    throw invalid(
                            index,
                            i,
                            "each tool_use must have a single result. Found multiple `tool_result` blocks with id: "
                                    + id);
                } else {
                    throw invalid(
                            index,
                            i,
                            "unexpected `tool_use_id` found in `tool_result` blocks: " + id
                                    + ". Each `tool_result` block must have a corresponding `tool_use` block in the"
                                    + " previous message.");
                }
            }
        }
    }

    private void allAnswered() {
        if (!open.isEmpty()) {
            throw new ChatException(
                    Kind.INVALID_REQUEST,
                    "messages." + caller
                            + ": `tool_use` ids were found without `tool_result` blocks immediately after: "
                            + String.join(", ", open)
                            + ". Each `tool_use` block must have a corresponding `tool_result` block in the next"
                            + " message.");
        }
    }

    private static ChatException invalid(int message, int block, String why) {
        return new ChatException(Kind.INVALID_REQUEST, "messages." + message + ".content." + block + ": " + why);
    }
}

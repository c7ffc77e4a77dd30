package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Agents that count tokens down at the end of the newest user's message, and take the marker away or change its number once
 * the message is history: in a session, a turn keeps the marker it had when it was the newest.
 */
final class KeepTokenBudgets implements Rule {
    private final SessionMemory memory;

    KeepTokenBudgets(SessionMemory memory) {
        this.memory = memory;
    }

    @Override
    public String name() {
        return "keep-token-budgets";
    }

    @Override
    public String effect() {
        return "token budgets of earlier turns stayed as they were";
    }

    @Override
    public ChatRequest apply(ChatRequest request) {
        List<Integer> turns = HeadNotes.turns(request.messages());
        if (turns.isEmpty() || request.client().conversation().isEmpty()) {
            return request;
        }
        Map<Integer, String> seen = new HashMap<>();
        for (int turn = 0; turn < turns.size(); turn++) {
            String marker = marker(request.messages().get(turns.get(turn)));
            if (!marker.isEmpty()) {
                seen.put(turn, marker);
            }
        }
        Map<Integer, String> kept = memory.keep(request, name(), seen, turns.size() - 1);
        List<Message> messages = new ArrayList<>(request.messages());
        kept.forEach((turn, marker) -> {
            int index = turns.get(turn);
            messages.set(index, with(messages.get(index), marker));
        });
        return request.withMessages(messages);
    }

    private static String marker(Message message) {
        return !message.parts().isEmpty() && message.parts().getLast() instanceof Part.Text(String text)
                ? BudgetMarkers.atEnd(text).markers()
                : "";
    }

    /** With this marker as a text of its own, so that it is joined alike whether the client still sends it or not. */
    private static Message with(Message message, String marker) {
        List<Part> parts = new ArrayList<>(message.parts());
        if (!parts.isEmpty() && parts.getLast() instanceof Part.Text(String text)) {
            String said = BudgetMarkers.atEnd(text).said().stripTrailing();
            parts.removeLast();
            if (!said.isEmpty()) {
                parts.add(new Part.Text(said));
            }
        }
        parts.add(new Part.Text(marker));
        return new Message(Role.USER, parts);
    }
}

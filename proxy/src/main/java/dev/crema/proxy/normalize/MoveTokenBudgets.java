package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;

/**
 * Claude Code and agents modelled on it: a marker in the system prompt says how many tokens are left, another number in every
 * request. It goes to the end of the newest user's message, and in a session stays there in later turns.
 *
 * <p>Markers that stand in messages of their own behind a tool result break nothing as long as they stay in their places, which
 * they do here.
 */
final class MoveTokenBudgets implements Rule {
    private final HeadNotes notes;

    MoveTokenBudgets(SessionMemory memory) {
        notes = new HeadNotes(memory, name(), BudgetMarkers.ANYWHERE, HeadNotes.Place.NEWEST_TURN);
    }

    @Override
    public String name() {
        return "move-token-budgets";
    }

    @Override
    public String effect() {
        return "token budgets left the system prompt for the newest user's message";
    }

    @Override
    public ChatRequest apply(ChatRequest request) {
        return notes.move(request);
    }
}

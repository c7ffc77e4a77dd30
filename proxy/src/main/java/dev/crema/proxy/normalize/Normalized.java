package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import java.util.List;

/**
 * A request in its canonical form, and how it came to it.
 *
 * @param changes what the rules did, in their order; empty if the client had no bad habit
 */
public record Normalized(ChatRequest request, List<Change> changes) {
    /** Copies the list. */
    public Normalized {
        changes = List.copyOf(changes);
    }

    /** The changes in words, one line each; they hold nothing of the prompt. */
    public List<String> trace() {
        return changes.stream().map(Change::toString).toList();
    }
}

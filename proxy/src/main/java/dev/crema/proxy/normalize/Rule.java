package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;

/**
 * Undoes one habit of agents that would break a conversation's prefix. It changes where things stand, never what the model
 * is told.
 *
 * <p>A function of the request, but for what {@link SessionMemory} knows of its conversation. What it makes of a message never
 * depends on the messages after it, except that a last message may be left out: so a turn stays a prefix of the next. Safe
 * from any thread.
 */
public interface Rule {
    /** The name by which it is switched off in the configuration: lower case, words joined by hyphens. */
    String name();

    /** What it did, for a trace: a clause in the past tense, as in {@code tools were sorted}. */
    String effect();

    /** The request with the habit undone; the same request if there is nothing to do. */
    ChatRequest apply(ChatRequest request);
}

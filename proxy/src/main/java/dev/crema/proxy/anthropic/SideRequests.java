package dev.crema.proxy.anthropic;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Role;
import java.util.Locale;

/**
 * Recognises the small requests agents send next to the conversation. They must not displace its prefix from the cache, nor
 * go before it.
 *
 * <ul>
 *   <li>Claude Code's quota check: one token wanted. (None wanted is the opposite: it warms the cache.)
 *   <li>Work given to the small model: a name with {@code haiku} in it.
 *   <li>Titles, as Claude Code and opencode ask for them: no tools, a short answer, no assistant's turn yet.
 * </ul>
 */
final class SideRequests {
    /** Plenty for a title; agents give a turn of the conversation thousands. */
    static final int TITLE_TOKENS = 256;

    private SideRequests() {}

    static boolean isSide(ChatRequest request) {
        Integer maxTokens = request.maxTokens();
        if (maxTokens != null && maxTokens == 1) {
            return true;
        }
        if (request.model().toLowerCase(Locale.ROOT).contains("haiku")) {
            return true;
        }
        return maxTokens != null
                && maxTokens > 0
                && maxTokens <= TITLE_TOKENS
                && request.tools().isEmpty()
                && request.messages().stream().noneMatch(message -> message.role() == Role.ASSISTANT);
    }
}

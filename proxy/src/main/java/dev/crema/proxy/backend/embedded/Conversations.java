package dev.crema.proxy.backend.embedded;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Diagnostics;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.ToolSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last request of each conversation as the model read it, to find out why a turn did not extend it. Bounded by tokens;
 * the conversation that was quiet longest is forgotten first. Entered by request threads, under its own monitor.
 */
final class Conversations {
    /** Four bytes each: 16 MB. */
    private static final long MOST_TOKENS = 4_000_000;

    private final Map<String, Past> byConversation = new LinkedHashMap<>(16, 0.75f, true);
    private long kept;

    /**
     * A request and what is known of its answer.
     *
     * @param requestId the id its client was given
     * @param tokens the prompt, and the answer as far as it was generated
     * @param promptTokens how many of them are the prompt
     * @param identity what model read it
     * @param system the leading system messages
     * @param tools the tools in the prompt's head
     */
    record Past(
            String requestId,
            int[] tokens,
            int promptTokens,
            String identity,
            List<Message> system,
            List<ToolSpec> tools) {
        static Past of(ChatRequest request, int[] prompt, String identity) {
            return new Past(
                    request.client().requestId(),
                    prompt,
                    prompt.length,
                    identity,
                    request.messages().stream()
                            .takeWhile(message -> message.role() == Role.SYSTEM)
                            .toList(),
                    request.tools().stream().filter(tool -> !tool.deferred()).toList());
        }

        Past withAnswer(int[] answer) {
            int[] all = Arrays.copyOf(tokens, promptTokens + answer.length);
            System.arraycopy(answer, 0, all, promptTokens, answer.length);
            return new Past(requestId, all, promptTokens, identity, system, tools);
        }

        /** Tokens from the first on that a prompt has in common with it. */
        int common(int[] prompt) {
            int mismatch = Arrays.mismatch(tokens, prompt);
            return mismatch < 0 ? tokens.length : mismatch;
        }
    }

    /** The request that this one continues: the one it names for its diagnostics, else its conversation's last one. */
    synchronized Optional<Past> before(ChatRequest request, int[] prompt) {
        Diagnostics wish = request.diagnostics();
        String named = wish == null ? null : wish.previousRequestId();
        if (named != null) {
            Optional<Past> past = byConversation.values().stream()
                    .filter(each -> each.requestId().equals(named))
                    .findFirst();
            if (past.isPresent()) {
                return past;
            }
        }
        String conversation = request.client().conversation();
        return conversation.isEmpty() ? nearest(prompt) : Optional.ofNullable(byConversation.get(conversation));
    }

    /** For clients that name no session: the request with the longest common beginning, if most of it is common. */
    private Optional<Past> nearest(int[] prompt) {
        Past best = null;
        int most = -1;
        for (Past past : byConversation.values()) {
            int common = past.common(prompt);
            if (common > most) {
                best = past;
                most = common;
            }
        }
        return best != null && most * 2 > best.tokens().length ? Optional.of(best) : Optional.empty();
    }

    /** Remembers a request in place of the one it continued. */
    synchronized void remember(String conversation, Past past, @Nullable Past continued) {
        String key = conversation.isEmpty() ? "request " + past.requestId() : conversation;
        if (conversation.isEmpty() && continued != null) {
            forget("request " + continued.requestId());
        }
        forget(key);
        byConversation.put(key, past);
        kept += past.tokens().length;
        while (kept > MOST_TOKENS && byConversation.size() > 1) {
            forget(byConversation.keySet().iterator().next());
        }
    }

    /** Forgets everything. */
    synchronized void forget() {
        byConversation.clear();
        kept = 0;
    }

    private void forget(String key) {
        Past old = byConversation.remove(key);
        if (old != null) {
            kept -= old.tokens().length;
        }
    }
}

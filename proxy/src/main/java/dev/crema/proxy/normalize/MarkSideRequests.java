package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Claude Code, opencode, qwen-code and others: small requests go out next to the conversation. They are marked, so that they
 * neither displace its prefix from the cache nor go before it. Recognised by their shape, whatever the protocol:
 *
 * <ul>
 *   <li>A quota check: one token wanted. (None wanted is the opposite: it warms the cache.)
 *   <li>Work given to the small model: a name with {@code haiku} in it.
 *   <li>A title: no tools, no assistant's turn yet, and either a short answer wanted, or a system prompt that asks for a title.
 *   <li>Any first request without tools of an agent whose conversations always have tools.
 * </ul>
 */
final class MarkSideRequests implements Rule {
    /** Plenty for a title; agents give a turn of the conversation thousands. */
    private static final int TITLE_TOKENS = 256;

    /** As their user agents name them. */
    private static final List<String> AGENTS = List.of("claude-cli/", "opencode/", "qwencode/", "codex_");

    private static final Pattern TITLE = Pattern.compile(
            "(?i)\\btitle generator\\b|\\b(?:generate|create|write) (?:a|an)\\b[^.\\n]{0,40}\\btitles?\\b");

    @Override
    public String name() {
        return "mark-side-requests";
    }

    @Override
    public String effect() {
        return "marked as a request beside the conversation";
    }

    @Override
    public ChatRequest apply(ChatRequest request) {
        return !request.client().side() && isSide(request)
                ? request.withClient(request.client().withSide(true))
                : request;
    }

    private static boolean isSide(ChatRequest request) {
        Integer maxTokens = request.maxTokens();
        if (maxTokens != null && maxTokens <= 1) {
            return maxTokens == 1;
        }
        if (request.model().toLowerCase(Locale.ROOT).contains("haiku")) {
            return true;
        }
        boolean small = maxTokens != null && maxTokens <= TITLE_TOKENS;
        return request.tools().isEmpty()
                && request.messages().stream().noneMatch(message -> message.role() == Role.ASSISTANT)
                && (small || fromAgent(request) || asksForTitle(request));
    }

    private static boolean fromAgent(ChatRequest request) {
        String agent = request.client().userAgent().toLowerCase(Locale.ROOT);
        return AGENTS.stream().anyMatch(agent::contains);
    }

    private static boolean asksForTitle(ChatRequest request) {
        return request.messages().stream()
                .filter(message -> message.role() == Role.SYSTEM)
                .map(Message::parts)
                .flatMap(List::stream)
                .anyMatch(part -> part instanceof Part.Text(String text)
                        && TITLE.matcher(text).find());
    }
}

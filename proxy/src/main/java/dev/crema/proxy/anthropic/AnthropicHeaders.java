package dev.crema.proxy.anthropic;

import dev.crema.proxy.chat.CachePolicy;
import dev.crema.proxy.chat.ClientInfo;
import org.jspecify.annotations.Nullable;

/** What request headers tell about the client. */
public final class AnthropicHeaders {
    private AnthropicHeaders() {}

    /** Looks up one request header. */
    @FunctionalInterface
    public interface Lookup {
        /** The header's value, or null; names are not case-sensitive. */
        @Nullable
        String get(String name);
    }

    /** Claude Code's session and subagent, opencode's session, and the client's own name. */
    public static ClientInfo client(Lookup headers) {
        String session = orEmpty(headers.get("X-Claude-Code-Session-Id"));
        return new ClientInfo(
                        session.isEmpty() ? orEmpty(headers.get("x-session-id")) : session,
                        orEmpty(headers.get("x-claude-code-agent-id")),
                        orEmpty(headers.get("User-Agent")),
                        false)
                .withProject(orEmpty(headers.get("x-crema-project")))
                .withCachePolicy(CachePolicy.of(headers.get(CachePolicy.HEADER), headers.get("cache-control")));
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}

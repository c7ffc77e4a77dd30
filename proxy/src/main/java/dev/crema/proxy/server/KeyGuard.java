package dev.crema.proxy.server;

import dev.crema.proxy.chat.ChatException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Asks for the configured key, if there is one; without one, any key and none are fine. Immutable. */
final class KeyGuard {
    private static final String BEARER = "bearer ";

    private final byte @Nullable [] key;

    KeyGuard(@Nullable String key) {
        this.key = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Checks one request's headers.
     *
     * @throws ChatException {@link ChatException.Kind#AUTHENTICATION} if the key is missing or wrong
     */
    void check(Protocol.Fields headers) {
        if (key == null) {
            return;
        }
        String apiKey = headers.get("x-api-key");
        String bearer = bearer(headers.get("authorization"));
        if (apiKey == null && bearer == null) {
            throw refusal("This server asks for an API key; send it as x-api-key or as Authorization: Bearer.");
        }
        if (!matches(apiKey) && !matches(bearer)) {
            throw refusal("The API key is not the one this server was started with.");
        }
    }

    private static @Nullable String bearer(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    /** In constant time, so that answers do not tell how much of a guess was right. */
    private boolean matches(@Nullable String presented) {
        return presented != null && MessageDigest.isEqual(key, presented.getBytes(StandardCharsets.UTF_8));
    }

    private static ChatException refusal(String message) {
        return new ChatException(ChatException.Kind.AUTHENTICATION, message);
    }
}

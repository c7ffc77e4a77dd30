package dev.crema.proxy.chat;

import org.jspecify.annotations.Nullable;

/** A request cannot be answered. The message is for the client's user: what happened, why, what to do next. */
public final class ChatException extends RuntimeException {
    private final Kind kind;
    private final int retryAfterSeconds;

    /** What kind of failure it is; each protocol maps it to its own status and error type. */
    public enum Kind {
        /** The request is malformed or asks for what cannot be done. */
        INVALID_REQUEST,
        /** The prompt does not fit the context window. */
        CONTEXT_OVERFLOW,
        /** No or wrong API key. */
        AUTHENTICATION,
        /** Not allowed from there. */
        PERMISSION,
        /** No such thing. */
        NOT_FOUND,
        /** The path exists, the method does not. */
        METHOD_NOT_ALLOWED,
        /** The body is too large. */
        TOO_LARGE,
        /** Too many requests from this client. */
        RATE_LIMIT,
        /** The server is full; come back later. */
        OVERLOADED,
        /** It took too long. */
        TIMEOUT,
        /** A person ended it here; asking again at once is not what they want. */
        CANCELLED,
        /** A fault of the server. */
        INTERNAL
    }

    /** A failure without a time to come back. */
    public ChatException(Kind kind, String message) {
        this(kind, message, 0, null);
    }

    /** With the seconds after which a retry may succeed (0: not said) and the cause for the log. */
    public ChatException(Kind kind, String message, int retryAfterSeconds, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /**
     * The prompt does not fit. Claude Code compacts on exactly this wording.
     *
     * @param tokens the prompt's tokens
     * @param limit the window
     */
    public static ChatException promptTooLong(int tokens, int limit) {
        return new ChatException(
                Kind.CONTEXT_OVERFLOW, "prompt is too long: " + tokens + " tokens > " + limit + " maximum");
    }

    /** What kind of failure it is. */
    public Kind kind() {
        return kind;
    }

    /** Seconds after which a retry may succeed; 0: not said. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}

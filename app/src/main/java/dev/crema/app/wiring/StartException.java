package dev.crema.app.wiring;

/** Crema cannot start for a reason its user can remove. The message says what happened, why and what to do next. */
public final class StartException extends RuntimeException {
    /** With a message for the user. */
    public StartException(String message) {
        super(message);
    }

    /** As above, keeping the cause for the log. */
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}

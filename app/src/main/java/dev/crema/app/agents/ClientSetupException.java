package dev.crema.app.agents;

/** A client cannot be looked at, changed or reached. The message says what happened, why and what to do next. */
public final class ClientSetupException extends RuntimeException {
    /** With a message for the user. */
    public ClientSetupException(String message) {
        super(message);
    }

    /** As above, keeping the cause for the log. */
    public ClientSetupException(String message, Throwable cause) {
        super(message, cause);
    }
}

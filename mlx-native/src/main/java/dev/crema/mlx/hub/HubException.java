package dev.crema.mlx.hub;

/** A model cannot be fetched. The message says what happened, why and what to do next. */
public final class HubException extends RuntimeException {
    private final Reason reason;

    /** Kinds of trouble, each with a remedy of its own. */
    public enum Reason {
        /** A licence must be accepted, or a token is missing or not valid. */
        GATED,
        /** There is no such model, revision or file. */
        NOT_FOUND,
        /** It is there, but not in a form that Crema can use. */
        UNUSABLE,
        /** The hub did not answer, or not as hubs do, however often it was tried. */
        UNREACHABLE,
        /** What arrived is not what the hub announced. */
        DAMAGED,
        /** The disk is full or refuses. */
        DISK,
        /** Somebody else is at work in the same place, or something is in the way. */
        IN_USE
    }

    /** With a message for people. */
    public HubException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** As above, keeping the cause for the log. */
    public HubException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What kind of trouble. */
    public Reason reason() {
        return reason;
    }
}

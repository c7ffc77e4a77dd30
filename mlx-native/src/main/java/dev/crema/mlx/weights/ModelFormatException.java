package dev.crema.mlx.weights;

/** A model on disk is missing, truncated or of a kind that Crema cannot load. The message names the file and what to do. */
public final class ModelFormatException extends RuntimeException {
    /** With a message that says what happened, why and what to do next. */
    public ModelFormatException(String message) {
        super(message);
    }

    /** As above, keeping the cause for the log. */
    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}

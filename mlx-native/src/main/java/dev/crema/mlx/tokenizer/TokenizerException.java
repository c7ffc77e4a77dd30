package dev.crema.mlx.tokenizer;

/** A tokenizer cannot be loaded or used. The message says what happened, why and what to do next. */
public final class TokenizerException extends RuntimeException {
    /** With a message for a person. */
    public TokenizerException(String message) {
        super(message);
    }

    /** As above, keeping the cause for the log. */
    public TokenizerException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.crema.mlx.tokenizer;

/** A chat template cannot be parsed, or refuses a conversation ({@code raise_exception}). */
public final class TemplateException extends RuntimeException {
    /** With the template's own words or the place in it that cannot be parsed. */
    public TemplateException(String message) {
        super(message);
    }

    /** As above, keeping the cause for the log. */
    public TemplateException(String message, Throwable cause) {
        super(message, cause);
    }
}

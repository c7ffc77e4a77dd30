package dev.crema.mlx.binding;

/** MLX, or the shim around it, refused an operation; the message is the library's own. */
public final class MlxException extends RuntimeException {
    /** With the library's message. */
    public MlxException(String message) {
        super(message);
    }

    /** As above, keeping the cause. */
    public MlxException(String message, Throwable cause) {
        super(message, cause);
    }
}

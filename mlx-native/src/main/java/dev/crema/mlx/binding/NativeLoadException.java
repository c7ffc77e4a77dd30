package dev.crema.mlx.binding;

/** The native libraries cannot be used on this machine; the message says what to do. */
public final class NativeLoadException extends RuntimeException {
    /** With what happened, why and what to do next. */
    public NativeLoadException(String message) {
        super(message);
    }

    /** As above, keeping the linker's own words. */
    public NativeLoadException(String message, Throwable cause) {
        super(message, cause);
    }
}

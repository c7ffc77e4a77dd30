package dev.crema.mlx.engine;

/** The engine's queue is full; the caller should come back later. */
public final class OverloadedException extends RuntimeException {
    private final int retryAfterSeconds;

    /** With the engine's estimate of when there will be room. */
    public OverloadedException(int retryAfterSeconds, String message) {
        super(message);
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** Seconds after which a new attempt is likely to be accepted; at least 1. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}

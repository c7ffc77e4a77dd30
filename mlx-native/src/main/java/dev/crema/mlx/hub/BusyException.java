package dev.crema.mlx.hub;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The hub has trouble of its own, or too many requests: trying again later helps. */
final class BusyException extends IOException {
    private final @Nullable Duration retryAfter;

    /**
     * With the answer's status.
     *
     * @param retryAfter how long the hub asks to wait; null if it does not say
     */
    BusyException(int status, @Nullable Duration retryAfter) {
        super("it answered " + status);
        this.retryAfter = retryAfter;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}

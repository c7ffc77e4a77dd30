package dev.crema.mlx.engine;

/** A submitted request. Safe from any thread. */
public interface GenerationHandle {
    /** Stops within one decode step or one prefill chunk; a {@code Finished(CANCELLED)} follows. Idempotent. */
    void cancel();
}

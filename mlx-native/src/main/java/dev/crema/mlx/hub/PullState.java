package dev.crema.mlx.hub;

/** How a pull stands. */
public enum PullState {
    /** It asks the hub, receives or checks. */
    RUNNING,
    /** It was asked to stop; what arrived is kept and it can go on. */
    PAUSED,
    /** The model is in its place. */
    DONE,
    /** Something stands in the way; what arrived is kept and it can be tried again. */
    FAILED,
    /** It was given up, and nothing is left of it. */
    CANCELLED;

    /** Whether it can go on. */
    public boolean canResume() {
        return this == PAUSED || this == FAILED;
    }
}

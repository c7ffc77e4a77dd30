package dev.crema.mlx.hub;

import org.jspecify.annotations.Nullable;

/** A state, and why it failed if it did. */
record PullOutcome(PullState state, @Nullable HubException failure) {
    static PullOutcome of(PullState state) {
        return new PullOutcome(state, null);
    }

    static PullOutcome failed(HubException failure) {
        return new PullOutcome(PullState.FAILED, failure);
    }
}

package dev.crema.mlx.hub;

import java.time.Duration;

/**
 * How models are fetched.
 *
 * @param parallelFiles files that are fetched at a time, over a connection each
 * @param freeFloorBytes free space that is left to others
 * @param patience longest silence of a hub before a connection counts as broken
 * @param retries what happens then
 */
public record PullOptions(int parallelFiles, long freeFloorBytes, Duration patience, Retries retries) {
    /** What fits a home's line and a disk that others use as well. */
    public static PullOptions usual() {
        return new PullOptions(4, 5_000_000_000L, Duration.ofSeconds(30), Retries.usual());
    }
}

package dev.crema.mlx.hub;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A moment of a pull.
 *
 * @param request what is fetched
 * @param state how it stands
 * @param doneBytes bytes that are on the disk, from earlier runs too
 * @param totalBytes bytes of all files; 0 until the hub has told
 * @param doneFiles files that are complete and checked
 * @param files number of files
 * @param bytesPerSecond over the last seconds
 * @param failure why it failed; null unless it did
 */
public record PullProgress(
        PullRequest request,
        PullState state,
        long doneBytes,
        long totalBytes,
        int doneFiles,
        int files,
        long bytesPerSecond,
        @Nullable HubException failure) {
    /** From 0 to 1. */
    public double fraction() {
        return totalBytes == 0 ? 0 : (double) doneBytes / totalBytes;
    }

    /** Time that is left at this speed; null where that cannot be told. */
    public @Nullable Duration remaining() {
        return bytesPerSecond == 0 || totalBytes == 0
                ? null
                : Duration.ofSeconds((totalBytes - doneBytes) / bytesPerSecond);
    }
}

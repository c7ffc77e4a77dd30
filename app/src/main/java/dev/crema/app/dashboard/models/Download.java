package dev.crema.app.dashboard.models;

import dev.crema.app.text.Amounts;
import dev.crema.mlx.hub.HubException;
import dev.crema.mlx.hub.Interrupted;
import dev.crema.mlx.hub.Pull;
import dev.crema.mlx.hub.PullProgress;
import dev.crema.mlx.hub.PullRequest;
import dev.crema.mlx.hub.PullState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A download that is not over, in words; of this run of Crema or an earlier one. Knows no controls.
 *
 * @param fraction from 0 to 1
 * @param amounts how far it is, how fast and how long it takes
 * @param failure why it stopped by itself; null if it did not
 */
record Download(
        PullRequest request,
        PullState state,
        double fraction,
        String amounts,
        @Nullable HubException failure) {
    /**
     * All that are not over.
     *
     * @param pulls of this run
     * @param onDisk what lies on the disk of this run and earlier ones
     */
    static List<Download> all(List<Pull> pulls, List<Interrupted> onDisk) {
        List<Download> all = new ArrayList<>();
        for (Pull pull : pulls) {
            PullProgress progress = pull.progress();
            if (progress.state() == PullState.RUNNING || progress.state().canResume()) {
                all.add(of(progress));
            }
        }
        Set<PullRequest> known = pulls.stream().map(Pull::request).collect(Collectors.toSet());
        for (Interrupted earlier : onDisk) {
            if (!known.contains(earlier.request())) {
                all.add(of(earlier));
            }
        }
        return all;
    }

    static Download of(PullProgress progress) {
        return new Download(
                progress.request(), progress.state(), progress.fraction(), amounts(progress), progress.failure());
    }

    static Download of(Interrupted earlier) {
        double fraction = earlier.totalBytes() == 0 ? 0 : (double) earlier.doneBytes() / earlier.totalBytes();
        return new Download(
                earlier.request(),
                PullState.PAUSED,
                fraction,
                "Paused at " + part(earlier.doneBytes(), earlier.totalBytes()),
                null);
    }

    /** The model's name, and the file's if it is one of several. */
    String name() {
        String gguf = request.gguf();
        return request.repo() + (gguf == null ? "" : ", " + gguf);
    }

    boolean running() {
        return state == PullState.RUNNING;
    }

    /** Whether a licence or a token is missing. */
    boolean gated() {
        return failure != null && failure.reason() == HubException.Reason.GATED;
    }

    private static String amounts(PullProgress progress) {
        String part = part(progress.doneBytes(), progress.totalBytes());
        if (progress.state() == PullState.PAUSED) {
            return progress.totalBytes() == 0 ? "Paused" : "Paused at " + part;
        }
        if (progress.state() == PullState.FAILED) {
            return progress.totalBytes() == 0 ? "Stopped" : "Stopped at " + part;
        }
        if (progress.totalBytes() == 0) {
            return "Asking the hub …";
        }
        if (progress.doneBytes() == progress.totalBytes()) {
            return part + "  ·  Checking …";
        }
        Duration left = progress.remaining();
        return left == null
                ? part
                : part + "  ·  " + rate(progress.bytesPerSecond()) + "  ·  " + Amounts.duration(left.toSeconds())
                        + " left";
    }

    private static String part(long done, long total) {
        return Amounts.bytes(done) + " of " + Amounts.bytes(total);
    }

    private static String rate(long bytesPerSecond) {
        return bytesPerSecond < 1_000_000 ? bytesPerSecond / 1000 + " KB/s" : Amounts.bytes(bytesPerSecond) + "/s";
    }
}

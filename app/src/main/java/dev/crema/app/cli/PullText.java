package dev.crema.app.cli;

import dev.crema.app.text.Amounts;
import dev.crema.mlx.hub.PullProgress;
import dev.crema.mlx.hub.PullState;
import java.time.Duration;
import java.util.Locale;

/** How a download stands, in one line. */
final class PullText {
    private PullText() {}

    static String of(PullProgress progress) {
        if (progress.totalBytes() == 0) {
            return "  asking the hub …";
        }
        String line = String.format(
                Locale.ROOT,
                "  %3.0f %%  %s of %s, %d of %d files",
                Math.floor(progress.fraction() * 100),
                Amounts.bytes(progress.doneBytes()),
                Amounts.bytes(progress.totalBytes()),
                progress.doneFiles(),
                progress.files());
        Duration left = progress.remaining();
        return progress.state() != PullState.RUNNING || left == null
                ? line
                : line + ", " + Amounts.bytes(progress.bytesPerSecond()) + "/s, " + Amounts.duration(left.toSeconds())
                        + " left";
    }
}

package dev.crema.mlx.hub;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** A process that fetches the fake hub's model and prints how many bytes it has, until it is done or killed. */
final class PullProgram {
    private PullProgram() {}

    public static void main(String[] args) throws InterruptedException {
        HubAccess access = new HubAccess(URI.create(args[1]), null);
        PullOptions options = new PullOptions(2, 0, Duration.ofSeconds(20), Retries.usual());
        try (Downloads downloads = new Downloads(Path.of(args[0]), () -> access, options)) {
            Pull pull = downloads.pull(PullRequest.of(FakeHub.REPO));
            PullProgress progress;
            do {
                progress = pull.await(Duration.ofMillis(5));
                System.out.println(progress.doneBytes());
            } while (progress.state() == PullState.RUNNING);
        }
    }
}

package dev.crema.app.cli;

import dev.crema.app.wiring.Hubs;
import dev.crema.mlx.hub.Downloads;
import dev.crema.mlx.hub.HubException;
import dev.crema.mlx.hub.HubModel;
import dev.crema.mlx.hub.Pull;
import dev.crema.mlx.hub.PullProgress;
import dev.crema.mlx.hub.PullRequest;
import dev.crema.mlx.hub.PullState;
import dev.crema.mlx.hub.RepoId;
import dev.crema.mlx.hub.catalogue.Catalogue;
import dev.crema.mlx.hub.catalogue.CatalogueModel;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Fetches a model and shows how that goes. */
@Command(
        name = "pull",
        mixinStandardHelpOptions = true,
        description = {
            "Fetch a model from the hub, or go on with one that was begun. Ctrl-C stops; the same command goes on.",
            "hub.url in config.json, or CREMA_HUB_URL, names a mirror; hub.token, or CREMA_HUB_TOKEN, an access token."
        })
final class ModelsPullCommand implements Callable<Integer> {
    private static final Duration TICK = Duration.ofMillis(500);

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private ModelsCommand models;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Parameters(
            paramLabel = "MODEL",
            description = "owner/name on the hub, or a name that 'crema models list --available' shows")
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private String name;

    @Option(
            names = "--revision",
            paramLabel = "REV",
            defaultValue = "main",
            description = "Branch, tag or commit. Default: main")
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private String revision;

    @Option(names = "--file", paramLabel = "NAME.gguf", description = "Which, where a model has several GGUF files")
    private @Nullable String file;

    @Option(names = "--anyway", description = "Fetch it even if Crema cannot run models of its family yet")
    private boolean anyway;

    @Override
    public Integer call() throws InterruptedException {
        PullRequest request = request();
        try (Downloads downloads = Hubs.open(models.config())) {
            HubModel found = downloads.look(request.repo(), request.revision());
            requireKnownFamily(found);
            Pull pull = downloads.pull(request);
            PullProgress end = watch(pull);
            HubException failure = end.failure();
            if (failure != null) {
                throw failure;
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println(request.repo() + " is complete. 'crema models' lists it, 'crema serve --model' uses it.");
            out.flush();
            return 0;
        }
    }

    private PullRequest request() {
        Optional<CatalogueModel> known = Catalogue.builtIn().find(name);
        try {
            RepoId repo = known.isPresent() ? known.get().repo() : RepoId.of(name);
            return new PullRequest(repo, revision, file);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void requireKnownFamily(HubModel model) {
        try {
            Hubs.requireRunnable(model);
        } catch (HubException e) {
            if (!anyway) {
                throw new HubException(e.reason(), e.getMessage() + " --anyway fetches it all the same.", e);
            }
        }
    }

    /** A line that is written over on a terminal; else one for every tenth. */
    private PullProgress watch(Pull pull) throws InterruptedException {
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        PrintWriter err = spec.commandLine().getErr();
        int tenth = -1;
        while (true) {
            PullProgress progress = pull.await(TICK);
            int now = (int) (progress.fraction() * 10);
            if (terminal) {
                err.print("\r\033[K" + PullText.of(progress));
            } else if (now > tenth && progress.totalBytes() > 0) {
                err.println(PullText.of(progress));
                tenth = now;
            }
            boolean over = progress.state() != PullState.RUNNING;
            if (over && terminal) {
                err.println();
            }
            err.flush();
            if (over) {
                return progress;
            }
        }
    }
}

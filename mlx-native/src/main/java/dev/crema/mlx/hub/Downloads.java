package dev.crema.mlx.hub;

import dev.crema.mlx.hub.HubException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Fetches models into a folder. A model is there as a whole or not at all: it is assembled out of sight, and every byte of it is
 * checked before it is put in place. Two requests for the same model share one pull; another process's is refused. Safe from any
 * thread. Nothing is asked of the network but on behalf of a call.
 */
public final class Downloads implements AutoCloseable {
    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private final Path models;
    private final Supplier<HubAccess> access;
    private final PullOptions options;
    private final Disk disk;
    // Guarded by this object's monitor.
    private final Map<String, Pull> pulls = new LinkedHashMap<>();

    /**
     * Into the given folder, made when it is needed.
     *
     * @param access where the hub is; asked at the start of each run
     */
    public Downloads(Path models, Supplier<HubAccess> access, PullOptions options) {
        this(models, access, options, Disk.ofThisMachine());
    }

    /** As above, onto another disk. */
    Downloads(Path models, Supplier<HubAccess> access, PullOptions options, Disk disk) {
        this.models = models;
        this.access = access;
        this.options = options;
        this.disk = disk;
    }

    /**
     * Asks the hub what a model is and how large, without fetching it.
     *
     * @throws HubException if it cannot tell
     */
    public HubModel look(RepoId repo, String revision) throws InterruptedException {
        HubAccess hub = access.get();
        try (HubClient client = new HubClient(hub, options.patience())) {
            return options.retries().atMost(2).run(hub, () -> client.model(repo, revision));
        }
    }

    /**
     * Begins to fetch a model, or goes on with it.
     *
     * @return the pull, which may have been running already
     * @throws HubException if another revision of the same model is being fetched, or the folder cannot be made
     */
    public Pull pull(PullRequest request) {
        makeFolder();
        Pull pull = take(request);
        pull.resume();
        return pull;
    }

    /** The pull of a request: one that is not over, or a new one. */
    private synchronized Pull take(PullRequest request) {
        Pull known = pulls.get(request.key());
        PullState state = known == null ? PullState.DONE : known.progress().state();
        boolean same = known != null && known.request().equals(request);
        if (known != null && same && (state == PullState.RUNNING || state.canResume())) {
            return known;
        }
        if (known != null && state == PullState.RUNNING) {
            throw new HubException(
                    Reason.IN_USE,
                    "Revision " + known.request().revision() + " of " + request.repo()
                            + " is being fetched. Wait for it, or cancel it.");
        }
        PullMeter meter = new PullMeter();
        Pull pull = new Pull(request, new Fetching(models, request, options, disk, meter), meter, access);
        pulls.put(request.key(), pull);
        return pull;
    }

    /** The pulls of this process, running and ended, in the order they began. */
    public synchronized List<Pull> pulls() {
        return List.copyOf(pulls.values());
    }

    /** Pulls on the disk that were begun and are not complete, of this process and earlier ones. */
    public List<Interrupted> interrupted() {
        return Interrupted.in(models);
    }

    /**
     * Deletes what arrived of a pull that does not run.
     *
     * @throws HubException if it runs, here or in another process
     */
    public void discard(PullRequest request) {
        try (WorkFolder work = WorkFolder.open(models, request)) {
            work.delete();
        } catch (IOException e) {
            throw new HubException(
                    Reason.DISK,
                    "What arrived of " + request.repo() + " could not be deleted: " + e.getMessage() + ".",
                    e);
        }
    }

    /** Pauses what runs; it can go on in a later process. Waits a few seconds for it. */
    @Override
    public void close() {
        List<Pull> all = pulls();
        all.forEach(Pull::pause);
        try {
            for (Pull pull : all) {
                pull.await(LONGEST_END);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void makeFolder() {
        try {
            Files.createDirectories(models);
        } catch (IOException e) {
            throw new HubException(Reason.DISK, models + " cannot be made: " + e.getMessage() + ".", e);
        }
    }
}

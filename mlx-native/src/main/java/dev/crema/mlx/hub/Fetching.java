package dev.crema.mlx.hub;

import dev.crema.mlx.hub.HubException.Reason;
import dev.crema.mlx.weights.ModelFolder;
import dev.crema.mlx.weights.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The work of one pull, from asking the hub to the model in its place. May be run again after it was interrupted or failed, and
 * goes on where it was then. One run at a time.
 */
final class Fetching {
    /** A person waits for the first answer. */
    private static final int FIRST_ATTEMPTS = 3;

    private final Path models;
    private final PullRequest request;
    private final PullOptions options;
    private final Disk disk;
    private final PullMeter meter;

    Fetching(Path models, PullRequest request, PullOptions options, Disk disk, PullMeter meter) {
        this.models = models;
        this.request = request;
        this.options = options;
        this.disk = disk;
        this.meter = meter;
    }

    /**
     * Returns when the model is in its place.
     *
     * @throws HubException if that cannot be
     * @throws InterruptedException if it was interrupted; what arrived is kept
     */
    void run(HubAccess access) throws IOException, InterruptedException {
        try (HubClient client = new HubClient(access, options.patience())) {
            HubModel model = options.retries()
                    .atMost(FIRST_ATTEMPTS)
                    .run(access, () -> client.model(request.repo(), request.revision()));
            ModelFiles files = ModelFiles.of(model, request.gguf());
            meter.begin(files.bytes(), files.files().size(), 0);
            if (isInPlace(files)) {
                meter.correct(files.bytes());
                files.files().forEach(file -> meter.fileDone());
                return;
            }
            requireNothingOfOthers(files);
            try (WorkFolder work = WorkFolder.open(models, request)) {
                work.prepare(request, model, files);
                long present = files.files().stream().mapToLong(work::present).sum();
                meter.begin(files.bytes(), files.files().size(), present);
                requireSpace(files.bytes() - present);
                PullContext context = new PullContext(access, client, options, disk, meter);
                fetch(context, model, files, work);
                publish(files, work);
                work.delete();
            }
        }
    }

    /** Deletes what earlier runs left. */
    void discard() throws IOException {
        try (WorkFolder work = WorkFolder.open(models, request)) {
            work.delete();
        }
    }

    /** A folder without its configuration is no model, so whatever looks into the work folder early finds none. */
    private void fetch(PullContext context, HubModel model, ModelFiles files, WorkFolder work)
            throws InterruptedException {
        Map<Boolean, List<FileDownload>> downloads = files.files().stream()
                .collect(Collectors.partitioningBy(
                        file -> file.path().equals(ModelFiles.CONFIG),
                        Collectors.mapping(file -> new FileDownload(context, model, file, work), Collectors.toList())));
        fetchAll(downloads.getOrDefault(false, List.of()));
        fetchAll(downloads.getOrDefault(true, List.of()));
    }

    /** The first failure ends the others; none is at work any more when this returns or throws. */
    private void fetchAll(List<FileDownload> downloads) throws InterruptedException {
        try (ExecutorService workers = Executors.newFixedThreadPool(
                options.parallelFiles(),
                Thread.ofVirtual().name("crema-pull-file-", 0).factory())) {
            try {
                ExecutorCompletionService<Boolean> finished = new ExecutorCompletionService<>(workers);
                for (FileDownload download : downloads) {
                    finished.submit(() -> {
                        download.run();
                        return true;
                    });
                }
                for (int i = 0; i < downloads.size(); i++) {
                    finished.take().get();
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof HubException failure) {
                    throw failure;
                }
                throw new IllegalStateException("a download ended unexpectedly", e.getCause());
            } finally {
                workers.shutdownNow();
            }
        }
    }

    private void publish(ModelFiles files, WorkFolder work) throws IOException {
        if (files.gguf()) {
            HubFile only = files.files().getFirst();
            Files.createDirectories(target());
            Files.move(work.content(only), target().resolve(only.path()), StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        requireWhole(work.model());
        Trees.delete(work.replaced());
        Files.createDirectories(Objects.requireNonNull(target().getParent()));
        if (Files.exists(target())) {
            Files.move(target(), work.replaced(), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(work.model(), target(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Shards that the index names may be missing at the hub. */
    private void requireWhole(Path folder) {
        try {
            ModelFolder.open(folder).close();
        } catch (ModelFormatException e) {
            throw new HubException(
                    Reason.UNUSABLE,
                    "What the hub has of " + request.repo() + " is no complete model: " + e.getMessage()
                            + " Another version of it may be complete.",
                    e);
        }
    }

    private boolean isInPlace(ModelFiles files) throws IOException, InterruptedException {
        for (HubFile file : files.files()) {
            if (!FileDownload.isSame(target().resolve(file.path()), file)) {
                return false;
            }
        }
        return true;
    }

    /** A new version takes the place of the whole folder, so nothing else may be in it. */
    private void requireNothingOfOthers(ModelFiles files) throws IOException {
        if (files.gguf() || !Files.isDirectory(target())) {
            return;
        }
        try (Stream<Path> inside = Files.list(target())) {
            inside.filter(path -> !ModelFiles.isOurs(path.getFileName().toString()))
                    .findFirst()
                    .ifPresent(path -> {
                        throw new HubException(
                                Reason.IN_USE,
                                path + " is in the place where " + request.repo()
                                        + " belongs and did not come with it. Move it elsewhere and try again.");
                    });
        }
    }

    private void requireSpace(long needed) throws IOException {
        long usable = disk.usableBytes(models);
        if (needed > 0 && usable < needed + options.freeFloorBytes()) {
            throw new HubException(
                    Reason.DISK,
                    String.format(
                            Locale.ROOT,
                            "%s needs %.1f GB more, and the disk of %s has %.1f GB free, of which %.1f GB are left to others."
                                    + " Make room there, or let CREMA_HOME name a folder on another disk.",
                            request.repo(),
                            needed / 1e9,
                            models,
                            usable / 1e9,
                            options.freeFloorBytes() / 1e9));
        }
    }

    private Path target() {
        return models.resolve(request.repo().owner()).resolve(request.repo().name());
    }
}

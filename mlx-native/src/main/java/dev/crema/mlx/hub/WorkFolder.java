package dev.crema.mlx.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crema.mlx.hub.HubException.Reason;
import dev.crema.mlx.kv.disk.FolderLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where one model is assembled: a hidden folder inside the models folder, so that putting the result in place is one rename.
 *
 * <pre>
 * models/.partial/OWNER--NAME/pull.json   what is fetched
 *                            /lock        whose it is while somebody works here
 *                            /parts/      files that are not complete, with a note each
 *                            /model/      files that are complete and checked; config.json comes last
 *                            /replaced/   the version that was in place before, for a moment
 * </pre>
 */
final class WorkFolder implements AutoCloseable {
    /** Hidden from all who look for models. */
    private static final String ROOT = ".partial";

    private static final String NOTE = "pull.json";
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path folder;
    private final FolderLock lock;

    private WorkFolder(Path folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Enters the folder of a request, made where absent.
     *
     * @throws HubException if somebody else is in it
     */
    static WorkFolder open(Path models, PullRequest request) throws IOException {
        Path folder = models.resolve(ROOT).resolve(request.key());
        Files.createDirectories(folder);
        try {
            return new WorkFolder(folder, FolderLock.take(folder));
        } catch (IOException e) {
            throw new HubException(
                    Reason.IN_USE,
                    request.repo() + " is being fetched already: " + folder + " is in use (" + e.getMessage()
                            + "). Wait for that, or end it.",
                    e);
        }
    }

    /** The folder that becomes the model's. */
    Path model() {
        return folder.resolve("model");
    }

    /** Where the version before goes until it is deleted. */
    Path replaced() {
        return folder.resolve("replaced");
    }

    /** Where a file goes once it is complete. */
    Path content(HubFile file) {
        return model().resolve(file.path());
    }

    /** Where a file is until then; names of folders are flattened. */
    Path part(HubFile file) {
        return parts().resolve(file.path().replace("/", "--") + ".part");
    }

    /** Bytes of a file that are there, checked or not. */
    long present(HubFile file) {
        return Math.max(size(content(file)), size(part(file)));
    }

    /** Notes what is fetched, and deletes what an earlier version of the model had and this has not. */
    void prepare(PullRequest request, HubModel model, ModelFiles files) throws IOException {
        Files.createDirectories(parts());
        Files.createDirectories(model());
        Files.write(
                folder.resolve(NOTE),
                MAPPER.writeValueAsBytes(MAPPER.createObjectNode()
                        .put("repo", request.repo().toString())
                        .put("revision", request.revision())
                        .put("gguf", request.gguf())
                        .put("commit", model.commit())
                        .put("bytes", files.bytes())));
        // Before the other files are there again, it would make a model of them.
        Files.deleteIfExists(model().resolve(ModelFiles.CONFIG));
        Set<Path> wanted = new HashSet<>();
        for (HubFile file : files.files()) {
            wanted.add(content(file));
            wanted.add(part(file));
            wanted.add(PartFile.noteOf(part(file)));
        }
        for (Path place : List.of(model(), parts())) {
            try (Stream<Path> paths = Files.walk(place)) {
                for (Path path : paths.filter(Files::isRegularFile).toList()) {
                    if (!wanted.contains(path)) {
                        Files.delete(path);
                    }
                }
            }
        }
    }

    /** Deletes everything; nothing but {@link #close} may follow. */
    void delete() throws IOException {
        Trees.delete(folder);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    /** All pulls that were begun and not ended, running ones too. */
    static List<Interrupted> all(Path models) {
        Path root = models.resolve(ROOT);
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.sorted().flatMap(folder -> read(folder).stream()).toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private static Optional<Interrupted> read(Path folder) {
        try {
            JsonNode note = MAPPER.readTree(folder.resolve(NOTE).toFile());
            PullRequest request = new PullRequest(
                    RepoId.of(note.path("repo").asText()),
                    note.path("revision").asText("main"),
                    textOrNull(note.path("gguf")));
            return Optional.of(
                    new Interrupted(request, bytesIn(folder), note.path("bytes").asLong()));
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            // Not ours, damaged, or gone away meanwhile.
            return Optional.empty();
        }
    }

    private static @Nullable String textOrNull(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }

    private static long bytesIn(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> isContent(folder.relativize(path)))
                    .mapToLong(WorkFolder::size)
                    .sum();
        }
    }

    private static boolean isContent(Path inside) {
        String name = String.valueOf(inside.getFileName());
        return inside.startsWith("model") || (inside.startsWith("parts") && name.endsWith(".part"));
    }

    private Path parts() {
        return folder.resolve("parts");
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}

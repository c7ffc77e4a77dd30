package dev.crema.mlx.hub.library;

import dev.crema.mlx.hub.Trees;
import dev.crema.mlx.weights.ModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The models in one folder: {@code package/file.gguf}, {@code organisation/name/config.json}. Hidden folders are not looked
 * into; what is being downloaded is in one.
 */
public final class ModelLibrary {
    private static final String GGUF = ".gguf";
    private static final int DEPTH = 3;

    private final Path folder;

    /** Of the given folder, which may be missing. */
    public ModelLibrary(Path folder) {
        this.folder = folder.normalize();
    }

    /** Of Crema's own folder of models. */
    public static ModelLibrary of(Path home) {
        return new ModelLibrary(home.resolve("models"));
    }

    /** Where models are looked for. */
    public Path folder() {
        return folder;
    }

    /**
     * All complete models, by id. Opens none of them; {@link ModelDescription#of} does.
     *
     * @throws UncheckedIOException if the folder cannot be read
     */
    public List<InstalledModel> list() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<InstalledModel> found =
                paths().stream().flatMap(path -> at(path).stream()).toList();
        return distinct(found).stream()
                .sorted(Comparator.comparing(InstalledModel::id))
                .toList();
    }

    /** The model of that id, or of that {@code organisation/name}. */
    public Optional<InstalledModel> find(String name) {
        List<InstalledModel> models = list();
        return models.stream()
                .filter(model -> model.id().equals(name))
                .findFirst()
                .or(() -> models.stream()
                        .filter(model -> qualifiedName(model.path()).equals(name))
                        .findFirst());
    }

    /**
     * Deletes a model. It is gone at once for all who look for models; one that is loaded stays usable until it is unloaded.
     *
     * @throws IOException if the disk refuses
     */
    public void delete(InstalledModel model) throws IOException {
        Path path = model.path().normalize();
        if (!path.startsWith(folder) || path.equals(folder)) {
            throw new IOException(path + " is not in " + folder + ", and only what is there is deleted");
        }
        if (Files.isDirectory(path) && !Files.isSymbolicLink(path)) {
            Path hidden = path.resolveSibling("." + path.getFileName() + ".deleted");
            Trees.delete(hidden);
            Files.move(path, hidden, StandardCopyOption.ATOMIC_MOVE);
            Trees.delete(hidden);
        } else {
            Files.delete(path);
            deleteLicences(path.getParent());
        }
        deleteEmptyFolders(path.getParent());
    }

    /** What a path holds, if it is a complete model. */
    public static Optional<InstalledModel> at(Path path) {
        String name = String.valueOf(path.getFileName());
        try {
            if (name.endsWith(GGUF) && Files.isRegularFile(path)) {
                return Optional.of(new InstalledModel(withoutEnding(name), path, Files.size(path)));
            }
            return ModelFolder.isComplete(path)
                    ? Optional.of(new InstalledModel(name, path, weights(path)))
                    : Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private List<InstalledModel> distinct(List<InstalledModel> models) {
        Map<String, Integer> uses = new HashMap<>();
        models.forEach(model -> uses.merge(model.id(), 1, Integer::sum));
        return models.stream()
                .map(model -> uses.getOrDefault(model.id(), 0) == 1
                        ? model
                        : new InstalledModel(qualifiedName(model.path()), model.path(), model.bytes()))
                .toList();
    }

    private String qualifiedName(Path path) {
        String name = folder.relativize(path).toString().replace('\\', '/');
        return name.endsWith(GGUF) ? withoutEnding(name) : name;
    }

    /** All that is not hidden. What goes away while it is looked at is left out: models come and go by a rename. */
    private List<Path> paths() {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, Set.of(), DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                    if (path.equals(folder)) {
                        return FileVisitResult.CONTINUE;
                    }
                    return add(path) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                    add(path);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path path, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path path, @Nullable IOException failure) {
                    return FileVisitResult.CONTINUE;
                }

                private boolean add(Path path) {
                    return !String.valueOf(path.getFileName()).startsWith(".") && found.add(path);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** A licence that came with the last model of a folder goes with it. */
    private void deleteLicences(@Nullable Path parent) throws IOException {
        if (parent == null || parent.equals(folder)) {
            return;
        }
        try (Stream<Path> inside = Files.list(parent)) {
            List<Path> left = inside.toList();
            boolean onlyLicences = left.stream()
                    .allMatch(path -> String.valueOf(path.getFileName())
                            .toUpperCase(Locale.ROOT)
                            .startsWith("LICENSE"));
            if (onlyLicences) {
                for (Path licence : left) {
                    Trees.delete(licence);
                }
            }
        }
    }

    private void deleteEmptyFolders(@Nullable Path parent) throws IOException {
        for (Path path = parent;
                path != null && path.startsWith(folder) && !path.equals(folder);
                path = path.getParent()) {
            try {
                Files.delete(path);
            } catch (DirectoryNotEmptyException e) {
                return;
            }
        }
    }

    private static String withoutEnding(String name) {
        return name.substring(0, name.length() - GGUF.length());
    }

    private static long weights(Path folder) throws IOException {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.safetensors")) {
            for (Path file : files) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}

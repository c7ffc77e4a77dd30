package dev.crema.app.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The models in Crema's own {@code models} folder. Reads the disk at each call. */
public final class InstalledModels {
    private static final String GGUF = ".gguf";

    /** {@code models/package/file.gguf}, {@code models/organisation/name/config.json}. */
    private static final int DEPTH = 3;

    private final Path folder;

    /** For the models under {@code home/models}, which may be missing. */
    public InstalledModels(Path home) {
        this.folder = home.resolve("models");
    }

    /** Where they are looked for. */
    public Path folder() {
        return folder;
    }

    /**
     * All models, by id.
     *
     * @throws UncheckedIOException if the folder cannot be read
     */
    public List<InstalledModel> list() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(folder, DEPTH)) {
            return paths.filter(path -> !isScratch(path))
                    .flatMap(path -> describe(path).stream())
                    .sorted(Comparator.comparing(InstalledModel::id))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The model of that id. */
    public Optional<InstalledModel> find(String id) {
        return list().stream().filter(model -> model.id().equals(id)).findFirst();
    }

    /** What a path holds, if it is a model. */
    static Optional<InstalledModel> describe(Path path) {
        String name = String.valueOf(path.getFileName());
        if (name.endsWith(GGUF) && Files.isRegularFile(path)) {
            return Optional.of(new InstalledModel(name.substring(0, name.length() - GGUF.length()), path, size(path)));
        }
        if (Files.isRegularFile(path.resolve("config.json"))) {
            long bytes = weights(path);
            return bytes == 0 ? Optional.empty() : Optional.of(new InstalledModel(name, path, bytes));
        }
        return Optional.empty();
    }

    private boolean isScratch(Path path) {
        for (Path part : folder.relativize(path)) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static long weights(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .mapToLong(InstalledModels::size)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

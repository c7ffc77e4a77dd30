package dev.crema.mlx.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Listings of model folders. */
final class Folders {
    /** The advice that ends every "this is not a model" message. */
    static final String WHAT_IS_NEEDED =
            "A model is a folder with config.json, tokenizer.json and safetensors weights (for example from"
                    + " mlx-community), or one GGUF file.";

    private Folders() {}

    /** Regular files of a folder whose name ends so, hidden ones left out, sorted by name. */
    static List<Path> filesEndingWith(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> named(file).endsWith(ending) && !named(file).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ModelFormatException(folder + " cannot be listed: " + e.getMessage() + ".", e);
        }
    }

    /** A path's last name. */
    static String named(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** A path's last name without what follows its last dot. */
    static String withoutEnding(Path path) {
        String name = named(path);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** Why a folder without loadable weights is no model, by what it has instead. */
    static ModelFormatException noModel(Path folder) {
        if (!filesEndingWith(folder, ".bin").isEmpty()
                || !filesEndingWith(folder, ".pth").isEmpty()) {
            return new ModelFormatException(
                    folder + " has PyTorch weights (.bin or .pth) only, which Crema does not load."
                            + " Get an MLX version of the model, for example from mlx-community, or convert it with mlx_lm.convert.");
        }
        if (!filesEndingWith(folder, ".npz").isEmpty()) {
            return new ModelFormatException(
                    folder + " has weights of an early MLX version (.npz). Get a newer conversion with safetensors.");
        }
        boolean empty = filesEndingWith(folder, "").isEmpty();
        return new ModelFormatException(folder + (empty ? " is empty. " : " has no weights. ") + WHAT_IS_NEEDED);
    }
}

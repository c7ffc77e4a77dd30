package dev.crema.mlx.hub;

import java.nio.file.Path;
import java.util.List;

/**
 * A pull that was begun and neither ended nor given up.
 *
 * @param request what it fetches; asking for the same again goes on with it
 * @param doneBytes bytes that are there
 * @param totalBytes bytes of all files
 */
public record Interrupted(PullRequest request, long doneBytes, long totalBytes) {
    /** All in a folder of models, of this process and earlier ones; those that run are among them. */
    public static List<Interrupted> in(Path models) {
        return WorkFolder.all(models);
    }
}

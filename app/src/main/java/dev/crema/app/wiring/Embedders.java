package dev.crema.app.wiring;

import dev.crema.mlx.embed.EmbeddingEngine;
import dev.crema.mlx.weights.ModelFormatException;
import dev.crema.proxy.backend.embedded.EmbeddedEmbedder;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.Setting;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens the embedding model that a configuration names. */
public final class Embedders {
    private Embedders() {}

    /**
     * Loads it now, which takes a second or two: a wrong path is told to who starts Crema, not to a client hours later.
     *
     * @param progress told, in words for people, what begins
     * @return null if the configuration names none
     * @throws StartException if there is no such model or it cannot be used
     */
    public static @Nullable EmbeddedEmbedder open(Config config, Consumer<String> progress) {
        Path folder = config.caching().answers().semantic().model();
        if (folder == null) {
            return null;
        }
        progress.accept("loading the embedding model " + folder.getFileName() + " …");
        try {
            return new EmbeddedEmbedder(EmbeddingEngine.load(folder));
        } catch (ModelFormatException e) {
            throw new StartException(
                    "The embedding model of " + Setting.CACHING_EMBEDDING_MODEL.key() + " cannot be used: "
                            + e.getMessage(),
                    e);
        }
    }
}

package dev.crema.app.wiring;

import dev.crema.mlx.engine.TextEngine;
import dev.crema.mlx.hardware.MemoryWatch;
import dev.crema.mlx.kv.disk.DiskBlockStore;
import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.Embedder;
import dev.crema.proxy.backend.embedded.EmbeddedEmbedder;
import dev.crema.proxy.cache.CachingBackend;
import dev.crema.proxy.config.CacheConfig;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.prewarm.PrewarmedBackend;
import dev.crema.proxy.prewarm.Prewarmer;
import dev.crema.proxy.prewarm.RecentHeads;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What answers requests, put together: model, caches, and those who look after them.
 *
 * @param backend answers conversations
 * @param engine the engine that computes; null for a backend without a model
 * @param advisedKvBytes memory for kept prompts that is advised on this machine; 0 without an engine
 * @param embedder embeds texts; null if no embedding model is configured
 */
public record Serving(
        Backend backend,
        @Nullable TextEngine engine,
        long advisedKvBytes,
        @Nullable Embedder embedder) {
    /** Takes what is to be ended with the process, the last one first. */
    @FunctionalInterface
    public interface Closing {
        /** Remembers a task under a name for the log. */
        void add(String name, Runnable task);
    }

    /**
     * Opens everything behind the server. What was opened is handed to {@code closing} at once, so that a failure in the
     * middle leaves nothing open.
     *
     * @param progress told, in words for people, what begins and what is wrong
     * @throws StartException if there is no such model or it cannot be used
     */
    public static Serving open(Config config, Closing closing, Consumer<String> progress) {
        CacheConfig caching = config.caching();
        DiskBlockStore ssd = config.backend() == Config.BackendKind.MLX ? SsdStores.open(caching.kv(), progress) : null;
        if (ssd != null) {
            closing.add("SSD cache", ssd::close);
        }
        EmbeddedEmbedder embedder = Embedders.open(config, progress);
        if (embedder != null) {
            closing.add("embedding model", embedder::close);
        }
        LoadedModel model = Backends.open(config, ssd, progress);
        closing.add("model", model.backend()::close);
        RecentHeads heads = RecentHeads.open(config.home().resolve("cache/heads.json"));
        closing.add("recent heads", heads::close);
        Backend backend = new PrewarmedBackend(model.backend(), heads);
        if (CachingBackend.isWanted(caching.answers())) {
            backend = CachingBackend.open(backend, caching.answers(), embedder);
            closing.add("answer caches", backend::close);
        }
        if (model.engine() != null) {
            lookAfter(model.engine(), closing);
            if (caching.prewarm().isPositive() && model.kvBudgetBytes() > 0) {
                Prewarmer warmer =
                        Prewarmer.start(backend, heads.newestFirst(), caching.prewarm(), model.kvBudgetBytes() / 2);
                closing.add("prewarming", warmer::close);
            }
        }
        return new Serving(backend, model.engine(), model.advisedKvBytes(), embedder);
    }

    private static void lookAfter(TextEngine engine, Closing closing) {
        MemoryWatch watch = MemoryWatch.start();
        watch.listen(new MemoryRelief(engine));
        closing.add("memory watch", watch::close);
    }
}

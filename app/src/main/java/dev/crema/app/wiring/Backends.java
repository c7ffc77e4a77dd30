package dev.crema.app.wiring;

import com.sun.management.OperatingSystemMXBean;
import dev.crema.mlx.engine.Engine;
import dev.crema.mlx.engine.EngineOptions;
import dev.crema.mlx.weights.ModelFolder;
import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.embedded.EmbeddedBackend;
import dev.crema.proxy.backend.lite.LiteBackend;
import dev.crema.proxy.cache.CachingBackend;
import dev.crema.proxy.config.CacheConfig;
import dev.crema.proxy.config.Config;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Opens the backend that a configuration names. */
public final class Backends {
    private static final long GB = 1_000_000_000L;
    private static final long LEAST_KV_BUDGET = GB / 4;

    private Backends() {}

    /**
     * Loads what is needed; for MLX that takes seconds to minutes.
     *
     * @param progress told, in words for people, what begins
     * @throws StartException if there is no such model; the backend's own exceptions if it cannot be loaded
     */
    public static Backend open(Config config, Consumer<String> progress) {
        Backend backend = switch (config.backend()) {
            case LITE -> LiteBackend.open(config.liteScript());
            case MLX -> embedded(config, ModelChoice.resolve(config, ModelChoice.defaultModel()), progress);
        };
        return withAnswerCaches(config, backend);
    }

    /** The backend behind the caches of whole answers, which then own it, if any of them is on. */
    private static Backend withAnswerCaches(Config config, Backend backend) {
        CacheConfig.Answers answers = config.caching().answers();
        return CachingBackend.isWanted(answers) ? CachingBackend.open(backend, answers, null) : backend;
    }

    private static Backend embedded(Config config, Path path, Consumer<String> progress) {
        try (ModelFolder folder = ModelFolder.open(path)) {
            progress.accept("loading " + folder.id() + " …");
            LoadProgress loading = new LoadProgress(folder.id(), progress);
            Long configured = config.kvBudgetBytes();
            long budget = configured != null ? configured : kvBudget(memory(), folder.weightBytes());
            return new EmbeddedBackend(Engine.load(folder, EngineOptions.withKvBudget(budget), loading));
        }
    }

    /**
     * Memory for keys and values kept between requests: half of what the weights and a share for the system and other
     * programs leave, so that the machine does not swap; a small one always, because agents live on reused prompts.
     */
    static long kvBudget(long memoryBytes, long weightBytes) {
        long others = Math.max(4 * GB, memoryBytes / 4);
        return Math.max(LEAST_KV_BUDGET, (memoryBytes - weightBytes - others) / 2);
    }

    private static long memory() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    }
}

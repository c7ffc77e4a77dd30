package dev.crema.app.wiring;

import dev.crema.mlx.kv.disk.DiskBlockStore;
import dev.crema.proxy.backend.lite.LiteBackend;
import dev.crema.proxy.cache.CachingBackend;
import dev.crema.proxy.config.CacheConfig;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.prewarm.RecentHeads;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the caches have left on disk, while no server runs. */
public final class OfflineCaches {
    private OfflineCaches() {}

    /** Bytes of kept prompts by project. */
    public static Map<String, Long> bytesByProject(Config config) {
        try (DiskBlockStore ssd = SsdStores.open(config.caching().kv(), problem -> {})) {
            return ssd == null ? Map.of() : ssd.stats().bytesByProject();
        }
    }

    /** Forgets a project's prompts and answers; everything if null. */
    public static void forget(Config config, @Nullable String project) {
        try (DiskBlockStore ssd = SsdStores.open(config.caching().kv(), problem -> {})) {
            if (ssd != null && project == null) {
                ssd.wipeAll();
            } else if (ssd != null && project != null) {
                ssd.wipeProject(project);
            }
        }
        CacheConfig.Answers answers = config.caching().answers();
        if (CachingBackend.isWanted(answers)) {
            try (CachingBackend cached = CachingBackend.open(LiteBackend.open(null), answers, null)) {
                cached.forget(project);
            }
        }
        try (RecentHeads heads = RecentHeads.open(config.home().resolve("cache/heads.json"))) {
            heads.forget(project);
        }
    }
}

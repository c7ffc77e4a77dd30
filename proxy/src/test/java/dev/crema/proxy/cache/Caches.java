package dev.crema.proxy.cache;

import dev.crema.proxy.config.CacheConfig;
import java.nio.file.Path;
import java.time.Duration;

/** Configurations for tests. */
final class Caches {
    static final CacheConfig.Memory NO_MEMORY = new CacheConfig.Memory(false, 1, 64, Duration.ofHours(1));
    static final CacheConfig.Memory MEMORY = new CacheConfig.Memory(true, 16 << 20, 256, Duration.ofHours(1));
    static final CacheConfig.Disk NO_DISK = new CacheConfig.Disk(false, Path.of("none"), 1, Duration.ofDays(30));
    static final CacheConfig.Remote NO_REMOTE = remote(null);
    static final CacheConfig.Semantic NO_SEMANTIC = new CacheConfig.Semantic(false, null, 0.95);

    private Caches() {}

    static CacheConfig.Answers memory() {
        return new CacheConfig.Answers(MEMORY, NO_DISK, NO_REMOTE, NO_SEMANTIC, false);
    }

    static CacheConfig.Answers disk(Path file) {
        return new CacheConfig.Answers(NO_MEMORY, diskConfig(file), NO_REMOTE, NO_SEMANTIC, false);
    }

    static CacheConfig.Answers memoryAndDisk(Path file) {
        return new CacheConfig.Answers(MEMORY, diskConfig(file), NO_REMOTE, NO_SEMANTIC, false);
    }

    static CacheConfig.Disk diskConfig(Path file) {
        return new CacheConfig.Disk(true, file, 64 << 20, Duration.ofDays(30));
    }

    static CacheConfig.Remote remote(String url) {
        return new CacheConfig.Remote(url, Duration.ofMillis(250), Duration.ofDays(30));
    }
}

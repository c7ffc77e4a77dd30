package dev.crema.app;

import dev.crema.proxy.config.CacheConfig;
import dev.crema.proxy.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Configurations of tests: loopback, and a port that is free. */
public final class Configs {
    private Configs() {}

    /** Scripted answers. */
    public static Config lite(Path home, int port) {
        return config(home, port, Config.BackendKind.LITE, null);
    }

    /** The default model. */
    public static Config model(Path home) {
        String model = System.getProperty("crema.test.model", "");
        if (model.isEmpty()) {
            throw new AssertionError(
                    "the system property crema.test.model names the default model's GGUF file; ./crema test sets it");
        }
        return config(home, 0, Config.BackendKind.MLX, model);
    }

    private static Config config(Path home, int port, Config.BackendKind kind, @Nullable String model) {
        return new Config(
                home,
                "127.0.0.1",
                port,
                kind,
                model,
                null,
                null,
                1 << 20,
                Duration.ofSeconds(10),
                null,
                CacheConfig.defaults(home));
    }
}

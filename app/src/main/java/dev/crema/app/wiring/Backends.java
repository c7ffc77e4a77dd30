package dev.crema.app.wiring;

import dev.crema.mlx.array.DType;
import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.engine.Engine;
import dev.crema.mlx.engine.EngineOptions;
import dev.crema.mlx.hardware.HardwareProbe;
import dev.crema.mlx.hardware.KvAdvice;
import dev.crema.mlx.kv.KvLayout;
import dev.crema.mlx.model.ModelConfig;
import dev.crema.mlx.weights.ModelFolder;
import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.embedded.EmbeddedBackend;
import dev.crema.proxy.backend.lite.LiteBackend;
import dev.crema.proxy.config.Config;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the backend that a configuration names. */
public final class Backends {
    private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

    private Backends() {}

    /**
     * Loads what is needed; for MLX that takes seconds to minutes.
     *
     * @param progress told, in words for people, what begins
     * @throws StartException if there is no such model; the backend's own exceptions if it cannot be loaded
     */
    public static Backend open(Config config, Consumer<String> progress) {
        return switch (config.backend()) {
            case LITE -> LiteBackend.open(config.liteScript());
            case MLX -> embedded(config, ModelChoice.resolve(config, ModelChoice.defaultModel()), progress);
        };
    }

    private static Backend embedded(Config config, Path path, Consumer<String> progress) {
        try (ModelFolder folder = ModelFolder.open(path)) {
            progress.accept("loading " + folder.id() + " …");
            LoadProgress loading = new LoadProgress(folder.id(), progress);
            Long configured = config.kvBudgetBytes();
            long budget = configured != null ? configured : advised(folder);
            return new EmbeddedBackend(Engine.load(folder, EngineOptions.withKvBudget(budget), loading));
        }
    }

    /** Memory for prompts kept between requests, as this machine and the model advise. */
    private static long advised(ModelFolder folder) {
        ModelConfig model = new ModelConfig(folder.config());
        DType numbers = NativeRuntime.gpu() ? DType.FLOAT16 : DType.FLOAT32;
        long bytesPerToken = new KvLayout(model.layers(), model.kvHeads(), model.headDim(), numbers).bytesPerToken();
        KvAdvice advice = KvAdvice.of(HardwareProbe.read(), folder.weightBytes(), bytesPerToken);
        LOG.info("Memory for keys and values: {}", String.join(" ", advice.reasons()));
        return advice.prefixCacheBytes();
    }
}

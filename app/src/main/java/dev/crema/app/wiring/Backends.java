package dev.crema.app.wiring;

import dev.crema.mlx.array.DType;
import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.engine.Engine;
import dev.crema.mlx.engine.EngineOptions;
import dev.crema.mlx.engine.KvOptions;
import dev.crema.mlx.hardware.HardwareProbe;
import dev.crema.mlx.hardware.KvAdvice;
import dev.crema.mlx.kv.KvFormat;
import dev.crema.mlx.kv.KvLayout;
import dev.crema.mlx.kv.disk.DiskBlockStore;
import dev.crema.mlx.model.ModelConfig;
import dev.crema.mlx.weights.ModelFolder;
import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.embedded.EmbeddedBackend;
import dev.crema.proxy.backend.lite.LiteBackend;
import dev.crema.proxy.config.CacheConfig;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.toolcall.SampledAnswers;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the backend that a configuration names. */
public final class Backends {
    private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

    private Backends() {}

    /**
     * Loads what is needed; for MLX that takes seconds to minutes.
     *
     * @param ssd where prompts survive a restart; null: nowhere
     * @param progress told, in words for people, what begins
     * @throws StartException if there is no such model; the backend's own exceptions if it cannot be loaded
     */
    public static LoadedModel open(Config config, @Nullable DiskBlockStore ssd, Consumer<String> progress) {
        return switch (config.backend()) {
            case LITE -> new LoadedModel(LiteBackend.open(config.liteScript()), null, 0, 0);
            case MLX -> embedded(config, ModelChoice.resolve(config, ModelChoice.defaultModel()), ssd, progress);
        };
    }

    private static LoadedModel embedded(
            Config config, Path path, @Nullable DiskBlockStore ssd, Consumer<String> progress) {
        try (ModelFolder folder = ModelFolder.open(path)) {
            progress.accept("loading " + folder.id() + " …");
            LoadProgress loading = new LoadProgress(folder.id(), progress);
            KvAdvice advice = advice(config, folder);
            KvOptions kv = kv(config, advice, ssd);
            Engine engine = Engine.load(folder, EngineOptions.of(kv), loading);
            Backend backend = new EmbeddedBackend(
                    engine,
                    EmbeddedBackend.DEFAULT_SAMPLING,
                    SampledAnswers.unless(config.caching().disabledRules()));
            return new LoadedModel(backend, engine, kv.budgetBytes(), advice.prefixCacheBytes());
        }
    }

    /** Memory for keys and values on this machine beside this model. */
    private static KvAdvice advice(Config config, ModelFolder folder) {
        CacheConfig.Kv caching = config.caching().kv();
        KvFormat format = KvFormat.valueOf(caching.format().name());
        long bytesPerToken = layout(folder).withFormat(format).bytesPerToken();
        KvAdvice advice = KvAdvice.of(HardwareProbe.read(), folder.weightBytes(), bytesPerToken);
        Integer wanted = caching.sizeTokens();
        if (wanted != null) {
            advice = advice.withSequenceTokens(wanted, bytesPerToken);
        }
        LOG.info("Memory for keys and values: {}", String.join(" ", advice.reasons()));
        return advice;
    }

    /** As the user wants it, else as it is advised. */
    private static KvOptions kv(Config config, KvAdvice advice, @Nullable DiskBlockStore ssd) {
        CacheConfig.Kv caching = config.caching().kv();
        Long configured = config.kvBudgetBytes();
        long budget = !caching.enabled() ? 0 : configured != null ? configured : advice.prefixCacheBytes();
        return KvOptions.inMemory(budget)
                .withFormat(KvFormat.valueOf(caching.format().name()))
                .withLiveBytes(advice.liveBytes())
                .withSequenceTokens(advice.sequenceTokens())
                .withSsd(ssd)
                .withReset(caching.resetRequests(), caching.resetTokens());
    }

    private static KvLayout layout(ModelFolder folder) {
        ModelConfig model = new ModelConfig(folder.config());
        DType numbers = NativeRuntime.gpu() ? DType.FLOAT16 : DType.FLOAT32;
        return new KvLayout(model.layers(), model.kvHeads(), model.headDim(), numbers);
    }
}

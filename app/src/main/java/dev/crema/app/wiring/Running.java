package dev.crema.app.wiring;

import dev.crema.mlx.engine.TextEngine;
import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.server.ProxyServer;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that answers requests, with what is behind it.
 *
 * @param config what it was started with
 * @param engine the engine that computes; null for a backend without a model
 * @param since when it was ready
 */
public record Running(
        Config config,
        ProxyServer server,
        Backend backend,
        @Nullable TextEngine engine,
        Instant since) {
    /**
     * Opens model, caches and server.
     *
     * @param closing takes what is to be ended, at once when it is open
     * @param progress told, in words for people, what begins and what is wrong
     * @throws StartException if there is no such model or it cannot be used; the server's and the engine's own exceptions
     */
    public static Running open(Config config, Serving.Closing closing, Consumer<String> progress) {
        ListenAddress.requireFree(config.host(), config.port());
        Serving serving = Serving.open(config, closing, progress);
        ProxyServer server = ProxyServer.start(config, serving.backend(), serving.embedder());
        closing.add("server", server::close);
        return new Running(config, server, serving.backend(), serving.engine(), Instant.now());
    }

    /** The model that answers. */
    public ModelInfo model() {
        return backend.models().getFirst();
    }
}

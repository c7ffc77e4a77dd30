package dev.crema.app.wiring;

import dev.crema.mlx.engine.TextEngine;
import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.server.ProxyServer;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A proxy that answers requests, with what is behind it. Safe from any thread. */
public final class Running {
    private final ProxyServer server;
    private final Backend backend;
    private final @Nullable TextEngine engine;
    private final long advisedKvBytes;
    private final Instant since = Instant.now();
    private volatile Config config;

    /**
     * Ready now.
     *
     * @param engine the engine that computes; null for a backend without a model
     * @param advisedKvBytes as {@link #advisedKvBytes()}
     */
    public Running(
            Config config, ProxyServer server, Backend backend, @Nullable TextEngine engine, long advisedKvBytes) {
        this.config = config;
        this.server = server;
        this.backend = backend;
        this.engine = engine;
        this.advisedKvBytes = advisedKvBytes;
    }

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
        return new Running(config, server, serving.backend(), serving.engine(), serving.advisedKvBytes());
    }

    /**
     * Lets the budgets of a changed configuration hold at once, while requests go on; the rest of it holds from the next start.
     * What is too much on the SSD is deleted when this returns: it waits for the disk. One thread at a time.
     */
    public void adoptBudgets(Config changed) {
        config = config.withBudgetsOf(changed);
        TextEngine computing = engine;
        if (computing == null || !config.caching().kv().enabled()) {
            return;
        }
        Long chosen = config.kvBudgetBytes();
        computing.budgetCache(chosen == null ? advisedKvBytes : chosen);
        computing.budgetSsd(config.caching().kv().ssd().budgetBytes());
    }

    /** What it was started with, and the budgets that hold now. */
    public Config config() {
        return config;
    }

    /** What clients talk to. */
    public ProxyServer server() {
        return server;
    }

    /** What answers them. */
    public Backend backend() {
        return backend;
    }

    /** The engine that computes; null for a backend without a model. */
    public @Nullable TextEngine engine() {
        return engine;
    }

    /** Memory for kept prompts that is advised on this machine with this model; 0 without an engine. */
    public long advisedKvBytes() {
        return advisedKvBytes;
    }

    /** When it was ready. */
    public Instant since() {
        return since;
    }

    /** The model that answers. */
    public ModelInfo model() {
        return backend.models().getFirst();
    }
}

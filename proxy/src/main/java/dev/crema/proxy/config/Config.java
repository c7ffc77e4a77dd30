package dev.crema.proxy.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Everything a proxy is told at start. Built by {@code ConfigLoader}: command line over environment over file over defaults.
 *
 * @param home folder of Crema's own files
 * @param host address to listen on; loopback unless the user says otherwise
 * @param port TCP port; 0 takes a free one
 * @param backend which backend answers
 * @param model model folder or GGUF file; null for the default model
 * @param liteScript script of the lite backend; null for its built-in one
 * @param apiKey key clients must present; null accepts any
 * @param maxBodyBytes larger request bodies are refused
 * @param pingInterval longest silence on a stream
 * @param kvBudgetBytes memory for prefix KV blocks, 0 to keep none; null to take the hardware advice
 * @param caching what the caches may take
 * @param prices what tokens cost at vendors
 * @param hub where models come from
 */
public record Config(
        Path home,
        String host,
        int port,
        BackendKind backend,
        @Nullable String model,
        @Nullable Path liteScript,
        @Nullable String apiKey,
        long maxBodyBytes,
        Duration pingInterval,
        @Nullable Long kvBudgetBytes,
        CacheConfig caching,
        PriceTable prices,
        HubConfig hub) {
    /** With the default prices and hub. */
    public Config(
            Path home,
            String host,
            int port,
            BackendKind backend,
            @Nullable String model,
            @Nullable Path liteScript,
            @Nullable String apiKey,
            long maxBodyBytes,
            Duration pingInterval,
            @Nullable Long kvBudgetBytes,
            CacheConfig caching) {
        this(
                home,
                host,
                port,
                backend,
                model,
                liteScript,
                apiKey,
                maxBodyBytes,
                pingInterval,
                kvBudgetBytes,
                caching,
                PriceTable.defaults(),
                HubConfig.defaults());
    }

    /** With the budgets of another configuration, which can change while a proxy runs: prompts in memory and on the SSD. */
    public Config withBudgetsOf(Config other) {
        return new Config(
                home,
                host,
                port,
                backend,
                model,
                liteScript,
                apiKey,
                maxBodyBytes,
                pingInterval,
                other.kvBudgetBytes,
                caching.withSsdBudget(other.caching.kv().ssd().budgetBytes()),
                prices,
                hub);
    }

    /** The port Crema listens on unless told otherwise. */
    public static final int DEFAULT_PORT = 11432;

    /** Which backend answers. */
    public enum BackendKind {
        /** MLX in this process. */
        MLX,
        /** Scripted answers, for tests of clients and of the proxy's own cost. */
        LITE
    }

    /** The same with another hub, which a running proxy does not ask. */
    public Config withHub(HubConfig other) {
        return new Config(
                home,
                host,
                port,
                backend,
                model,
                liteScript,
                apiKey,
                maxBodyBytes,
                pingInterval,
                kvBudgetBytes,
                caching,
                prices,
                other);
    }

    /** The key stays out of logs. */
    @Override
    public String toString() {
        return "Config[home=%s, host=%s, port=%d, backend=%s, model=%s, apiKey=%s, maxBodyBytes=%d]"
                .formatted(home, host, port, backend, model, apiKey == null ? "none" : "***", maxBodyBytes);
    }
}

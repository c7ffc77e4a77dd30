package dev.crema.proxy.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the caches may take and for how long: the {@code caching} part of the configuration. All keys begin with
 * {@code caching.}.
 *
 * @param kv the first level: keys and values of prompts, in memory and on the SSD
 * @param answers the other levels: whole answers
 * @param disabledRules names of cache hygiene rules that are switched off
 * @param prewarm how long heads of recent conversations may be computed at start; zero: not at all
 */
public record CacheConfig(Kv kv, Answers answers, Set<String> disabledRules, Duration prewarm) {
    /** Copies the set. */
    public CacheConfig {
        disabledRules = Set.copyOf(disabledRules);
    }

    /** With another upper bound for keys and values on the SSD. */
    public CacheConfig withSsdBudget(long bytes) {
        Ssd old = kv.ssd;
        Ssd ssd = new Ssd(old.enabled, old.folder, bytes, old.freeFloorBytes, old.dailyWriteBytes, old.keyFile);
        Kv changed = new Kv(kv.enabled, kv.format, kv.sizeTokens, ssd, kv.resetRequests, kv.resetTokens);
        return new CacheConfig(changed, answers, disabledRules, prewarm);
    }

    /** Number formats of keys and values. */
    public enum KvFormat {
        /** As the model computes them. */
        MODEL,
        /** Eight bits each. */
        Q8,
        /** Four bits each. */
        Q4
    }

    /**
     * The first level.
     *
     * @param enabled whether prompts are kept between requests at all
     * @param format numbers of keys and values
     * @param sizeTokens tokens of a conversation that are held with ease; null to take the hardware advice
     * @param ssd the part that survives a restart
     * @param resetRequests requests after which memory is cleared; 0: never
     * @param resetTokens prompt tokens after which memory is cleared; 0: never
     */
    public record Kv(
            boolean enabled,
            KvFormat format,
            @Nullable Integer sizeTokens,
            Ssd ssd,
            int resetRequests,
            long resetTokens) {}

    /**
     * Keys and values on the SSD.
     *
     * @param budgetBytes upper bound over all models
     * @param freeFloorBytes free space that is left to others
     * @param dailyWriteBytes bytes that may be written a day
     * @param keyFile file of the encryption key, {@code keychain} for the Keychain; null: not encrypted
     */
    public record Ssd(
            boolean enabled,
            Path folder,
            long budgetBytes,
            long freeFloorBytes,
            long dailyWriteBytes,
            @Nullable String keyFile) {}

    /**
     * Whole answers.
     *
     * @param reuseSampled whether answers that were sampled without a seed are repeated as well
     */
    public record Answers(Memory l2, Disk l3, Remote remote, Semantic semantic, boolean reuseSampled) {}

    /** The second level: answers in memory. */
    public record Memory(boolean enabled, long maxBytes, int maxEntries, Duration ttl) {}

    /** The third level: answers in a database on this machine. */
    public record Disk(boolean enabled, Path file, long maxBytes, Duration ttl) {}

    /**
     * A team's server of the Redis protocol.
     *
     * @param url {@code redis://} or {@code rediss://}, a password in it stays out of logs; null: none
     * @param timeout for one command; a slower server is a miss
     */
    public record Remote(@Nullable String url, Duration timeout, Duration ttl) {
        /** The address may hold a password, which stays out of logs. */
        @Override
        public String toString() {
            return "Remote[url=%s, timeout=%s, ttl=%s]".formatted(url == null ? "none" : "***", timeout, ttl);
        }
    }

    /**
     * Answers to requests that mean the same.
     *
     * @param model folder of the embedding model, which {@code /v1/embeddings} serves too; null: none
     * @param threshold least cosine similarity, 0 to 1
     */
    public record Semantic(boolean enabled, @Nullable Path model, double threshold) {}

    /** What a user gets who sets nothing. */
    public static CacheConfig defaults(Path home) {
        long gb = 1L << 30;
        Ssd ssd = new Ssd(true, home.resolve("cache/kv"), 20 * gb, 10 * gb, 50 * gb, null);
        Answers answers = new Answers(
                new Memory(true, 128L << 20, 256, Duration.ofHours(1)),
                new Disk(true, home.resolve("cache/answers.db"), 256L << 20, Duration.ofDays(30)),
                new Remote(null, Duration.ofMillis(250), Duration.ofDays(30)),
                new Semantic(false, null, 0.95),
                false);
        return new CacheConfig(
                new Kv(true, KvFormat.MODEL, null, ssd, 0, 0), answers, Set.of(), Duration.ofSeconds(60));
    }
}

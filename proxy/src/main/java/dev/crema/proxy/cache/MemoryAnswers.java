package dev.crema.proxy.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.config.CacheConfig;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The second level: answers in memory. Safe from any thread.
 *
 * <p>Both limits hold, on bytes and on entries, although Caffeine knows one: each entry weighs at least its share of the bytes
 * if there were as many as allowed, so that more of them would weigh too much.
 */
final class MemoryAnswers implements AnswerTier {
    /** Objects around a payload: key, arrays, nodes of Caffeine's. */
    private static final int OVERHEAD_BYTES = 256;

    private final Cache<RequestKey, byte[]> cache;
    private final LongAdder hits = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    MemoryAnswers(CacheConfig.Memory config) {
        this(config, Ticker.systemTicker());
    }

    /** With a clock of one's own. */
    MemoryAnswers(CacheConfig.Memory config, Ticker ticker) {
        long share = Math.ceilDiv(config.maxBytes(), (long) config.maxEntries());
        cache = Caffeine.newBuilder()
                .maximumWeight(config.maxBytes())
                .weigher((RequestKey key, byte[] payload) ->
                        (int) Math.min(Integer.MAX_VALUE, Math.max(share, size(payload))))
                .expireAfterWrite(config.ttl())
                .ticker(ticker)
                .executor(Runnable::run)
                .removalListener((key, payload, cause) -> {
                    bytes.add(payload == null ? 0 : -size(payload));
                    evictions.add(cause.wasEvicted() ? 1 : 0);
                })
                .build();
    }

    private static long size(byte[] payload) {
        return payload.length + OVERHEAD_BYTES;
    }

    @Override
    public CacheLevel level() {
        return CacheLevel.L2;
    }

    @Override
    public byte @Nullable [] find(RequestKey key) {
        byte[] payload = cache.getIfPresent(key);
        if (payload != null) {
            hits.increment();
        }
        return payload;
    }

    @Override
    public void store(RequestKey key, Origin origin, byte[] payload) {
        bytes.add(size(payload));
        cache.put(key, payload);
        // Now, not at a later access: the limits hold whenever somebody looks.
        cache.cleanUp();
        stored.increment();
    }

    @Override
    public void clear() {
        cache.invalidateAll();
    }

    @Override
    public TierStats stats() {
        cache.cleanUp();
        return new TierStats(hits.sum(), stored.sum(), cache.estimatedSize(), bytes.sum(), evictions.sum(), 0, 0, 0);
    }

    @Override
    public void close() {
        clear();
    }
}

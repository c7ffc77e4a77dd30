package dev.crema.proxy.cache;

import dev.crema.proxy.backend.Embedder;
import dev.crema.proxy.cache.Question.Hit;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.config.CacheConfig;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All tiers in their one order: L2, L3, remote, semantic. What a slower one has, the faster ones get; an answer found by its
 * meaning is not copied under the other request's key, so that exact tiers hold exact answers only. Safe from any thread.
 */
final class AnswerTiers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerTiers.class);

    private final List<AnswerTier> exact = new ArrayList<>();
    private final @Nullable AnswerDatabase database;
    private final @Nullable SqliteAnswers disk;
    private final @Nullable SemanticAnswers semantic;
    private final Trouble trouble = new Trouble("Requests are answered as without it. Please report this");
    private final LongAdder semanticHits = new LongAdder();
    private final LongAdder semanticStored = new LongAdder();

    /**
     * Opens what the configuration asks for; never fails, and takes a second at most.
     *
     * @param embedder for the semantic tier; null: there is none
     */
    AnswerTiers(CacheConfig.Answers config, @Nullable Embedder embedder) {
        if (config.l2().enabled()) {
            exact.add(new MemoryAnswers(config.l2()));
        }
        CacheConfig.Disk l3 = config.l3();
        database = l3.enabled() ? AnswerDatabase.open(new DatabaseFile(l3.file(), l3.maxBytes())) : null;
        disk = database == null ? null : new SqliteAnswers(database, l3.ttl(), InstantSource.system());
        if (disk != null) {
            exact.add(disk);
        }
        RemoteAnswers remote = remote(config.remote());
        if (remote != null) {
            exact.add(remote);
        }
        semantic = config.semantic().enabled() && embedder != null
                ? new SemanticAnswers(embedder, config.semantic().threshold(), vectors(embedder))
                : null;
    }

    private @Nullable VectorTable vectors(Embedder embedder) {
        return database == null ? null : new VectorTable(database, embedder.identity(), SemanticAnswers.MOST_ENTRIES);
    }

    private static @Nullable RemoteAnswers remote(CacheConfig.Remote config) {
        if (config.url() == null) {
            return null;
        }
        try {
            return new RemoteAnswers(config.url(), config);
        } catch (IllegalArgumentException e) {
            LOG.warn("The team's cache is not used: {}", e.getMessage());
            return null;
        }
    }

    /** The first tier's answer that has one; null if none has. */
    @Nullable
    Hit find(Question question) {
        try {
            Hit hit = findExact(question);
            return hit != null ? hit : findSimilar(question);
        } catch (RuntimeException e) {
            trouble.count("Looking for an answer failed", e);
            return null;
        }
    }

    private @Nullable Hit findExact(Question question) {
        for (int i = 0; i < exact.size(); i++) {
            AnswerTier tier = exact.get(i);
            byte[] payload = tier.find(question.key());
            CachedAnswer answer = payload == null ? null : AnswerCodec.decode(payload);
            if (payload != null && answer != null) {
                for (AnswerTier faster : exact.subList(0, i)) {
                    faster.store(question.key(), question.origin(answer), payload);
                }
                return new Hit(answer, tier.level(), payload.length);
            }
        }
        return null;
    }

    private @Nullable Hit findSimilar(Question question) {
        if (semantic == null) {
            return null;
        }
        question.meaning = semantic.meaning(question.request(), question.identity());
        if (question.meaning == null) {
            return null;
        }
        for (RequestKey key : semantic.similar(question.meaning)) {
            for (AnswerTier tier : exact) {
                byte[] payload = tier.find(key);
                CachedAnswer answer = payload == null ? null : AnswerCodec.decode(payload);
                if (payload != null && answer != null) {
                    semanticHits.increment();
                    return new Hit(answer, CacheLevel.SEMANTIC, payload.length);
                }
            }
            semantic.forget(key);
        }
        return null;
    }

    /** The answer that came while another request was looking. */
    @Nullable
    Hit findInMemory(Question question) {
        if (exact.isEmpty() || exact.getFirst().level() != CacheLevel.L2) {
            return null;
        }
        byte[] payload = exact.getFirst().find(question.key());
        CachedAnswer answer = payload == null ? null : AnswerCodec.decode(payload);
        return payload == null || answer == null ? null : new Hit(answer, CacheLevel.L2, payload.length);
    }

    /** Keeps an answer in every tier: at once in memory, behind elsewhere. */
    void store(Question question, CachedAnswer answer) {
        try {
            byte[] payload = AnswerCodec.encode(answer);
            for (AnswerTier tier : exact) {
                tier.store(question.key(), question.origin(answer), payload);
            }
            if (semantic != null && question.meaning != null) {
                semantic.remember(question.meaning, question.key(), answer.createdMillis());
                semanticStored.increment();
            }
        } catch (RuntimeException e) {
            trouble.count("Keeping an answer failed", e);
        }
    }

    /** Empties one tier. */
    void clear(CacheLevel level) {
        if (level == CacheLevel.SEMANTIC && semantic != null) {
            semantic.clear();
        }
        exact.stream().filter(tier -> tier.level() == level).forEach(AnswerTier::clear);
    }

    /** Forgets what was made for that owner on this machine, and all that memory holds, which does not know for whom. */
    int wipe(AnswerOwner owner, String name) {
        clear(CacheLevel.L2);
        int count = disk == null ? 0 : disk.wipe(owner, name);
        if (semantic != null) {
            semantic.reload();
        }
        return count;
    }

    Map<CacheLevel, TierStats> stats() {
        Map<CacheLevel, TierStats> stats = new EnumMap<>(CacheLevel.class);
        exact.forEach(tier -> stats.put(tier.level(), tier.stats()));
        if (semantic != null) {
            stats.put(
                    CacheLevel.SEMANTIC,
                    new TierStats(
                            semanticHits.sum(), semanticStored.sum(), semantic.size(), 0, 0, 0, semantic.errors(), 0));
        }
        return stats;
    }

    /** Failures that no tier dealt with: faults of ours. */
    long errors() {
        return trouble.sum();
    }

    @Override
    public void close() {
        if (semantic != null) {
            semantic.close();
        }
        exact.forEach(AnswerTier::close);
        if (database != null) {
            database.close();
        }
    }
}

package dev.crema.proxy.cache;

import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.BackendDecorator;
import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.backend.Embedder;
import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.cache.Question.Hit;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.config.CacheConfig;
import dev.crema.proxy.observe.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Puts the answer caches before any backend: a request whose answer may be repeated gets the one that is kept, or shares the
 * one that is being generated, and only then reaches the backend. All others go straight through. Safe from any thread.
 */
public final class CachingBackend extends BackendDecorator {
    private final boolean reuseSampled;
    private final AnswerTiers tiers;
    private final ConcurrentMap<RequestKey, SharedAnswer> running = new ConcurrentHashMap<>();
    private final LongAdder asked = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder joins = new LongAdder();
    private final LongAdder stored = new LongAdder();

    private CachingBackend(Backend backend, boolean reuseSampled, AnswerTiers tiers) {
        super(backend);
        this.reuseSampled = reuseSampled;
        this.tiers = tiers;
    }

    /**
     * Wraps a backend, which it then owns. Opening a tier never fails: one that cannot be opened has no answers.
     *
     * @param embedder for the semantic tier, stays the caller's and must outlive this; null: there is none
     */
    public static CachingBackend open(Backend backend, CacheConfig.Answers config, @Nullable Embedder embedder) {
        return new CachingBackend(backend, config.reuseSampled(), new AnswerTiers(config, embedder));
    }

    /** Whether that configuration has any tier, so that wrapping a backend makes sense. */
    public static boolean isWanted(CacheConfig.Answers config) {
        return config.l2().enabled() || config.l3().enabled() || config.remote().url() != null;
    }

    @Override
    public ChatStream start(ChatRequest request) {
        String identity = Question.mayBeRepeated(request, reuseSampled) ? identity(request.model()) : null;
        if (identity == null) {
            return backend.start(request);
        }
        asked.increment();
        Question question = new Question(request, identity);
        Hit hit = tiers.find(question);
        return hit != null ? replay(question, hit) : share(question);
    }

    private @Nullable String identity(String modelId) {
        for (ModelInfo model : backend.models()) {
            if (model.id().equals(modelId)) {
                return model.identity();
            }
        }
        return null;
    }

    private static ChatStream replay(Question question, Hit hit) {
        return new Replay(hit.answer(), question.request().model(), hit.level(), hit.bytes());
    }

    /** Joins the generation of an equal request, or begins one that others can join. */
    private ChatStream share(Question question) {
        SharedAnswer fresh = new SharedAnswer();
        while (true) {
            SharedAnswer current = running.putIfAbsent(question.key(), fresh);
            if (current == null) {
                return lead(question, fresh);
            }
            ChatStream reader = current.join(question.request().model());
            if (reader != null) {
                joins.increment();
                return reader;
            }
            running.remove(question.key(), current);
        }
    }

    private ChatStream lead(Question question, SharedAnswer answer) {
        ChatStream reader = answer.leader();
        Runnable end = () -> running.remove(question.key(), answer);
        try {
            Hit hit = tiers.findInMemory(question);
            if (hit != null) {
                // Another request's generation ended between this one's look and its turn.
                answer.run(replay(question, hit), (events, nanos) -> {}, end);
            } else {
                misses.increment();
                answer.run(backend.start(question.request()), (events, nanos) -> keep(question, events, nanos), end);
            }
            return reader;
        } catch (RuntimeException | Error e) {
            answer.fail(e instanceof RuntimeException refusal ? refusal : new IllegalStateException(e));
            end.run();
            throw e;
        }
    }

    private void keep(Question question, List<ChatEvent> events, long nanos) {
        CachedAnswer answer = AnswerRecorder.record(events, nanos, System.currentTimeMillis());
        if (answer != null) {
            tiers.store(question, answer);
            stored.increment();
        }
    }

    /** What the caches did since the start, and what they hold. */
    public AnswerCacheStats snapshot() {
        return new AnswerCacheStats(
                tiers.stats(), asked.sum(), misses.sum(), joins.sum(), stored.sum(), tiers.errors());
    }

    /** Empties one tier; of the remote one everything the team keeps, behind. Others than answer tiers are left alone. */
    public void clear(CacheLevel level) {
        tiers.clear(level);
    }

    /**
     * Forgets the answers of a project, model or user on this machine. What a team's server holds does not know its owners.
     *
     * @return answers deleted from the database
     */
    public int wipe(AnswerOwner owner, String name) {
        return tiers.wipe(owner, name);
    }

    /** Forgets a project's answers too; all tiers of this machine if null. */
    @Override
    public void forget(@Nullable String project) {
        if (project != null) {
            wipe(AnswerOwner.PROJECT, project);
        } else {
            List.of(CacheLevel.L2, CacheLevel.L3, CacheLevel.SEMANTIC).forEach(this::clear);
        }
        backend.forget(project);
    }

    /** The backend's and the caches' own. */
    @Override
    public List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>(backend.metrics());
        metrics.addAll(snapshot().metrics());
        return List.copyOf(metrics);
    }

    /** Cancels what runs, closes the backend, and gives answers that wait to be written a moment. */
    @Override
    public void close() {
        running.values().forEach(SharedAnswer::cancel);
        try {
            backend.close();
        } finally {
            tiers.close();
        }
    }
}

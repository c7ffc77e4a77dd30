package dev.crema.proxy.cache;

import dev.crema.proxy.cache.SemanticAnswers.Meaning;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CachePolicy;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.Sampling;
import org.jspecify.annotations.Nullable;

/** A request whose answer may be repeated, on its way through the tiers. One thread. */
final class Question {
    private final ChatRequest request;
    private final String identity;
    private final RequestKey key;

    /** What it means; null until asked for, and if that cannot be said. */
    @Nullable
    Meaning meaning;

    /** An answer that was found. */
    record Hit(CachedAnswer answer, CacheLevel level, long bytes) {}

    Question(ChatRequest request, String identity) {
        this.request = request;
        this.identity = identity;
        this.key = RequestKey.of(request, identity);
    }

    /**
     * Whether a request may get an earlier answer: the same request would be answered alike, or the client does not mind. Not
     * if it only warms the cache, and not if it wants log-probabilities, which are not kept.
     *
     * @param reuseSampled whether sampling without a seed is no obstacle
     */
    static boolean mayBeRepeated(ChatRequest request, boolean reuseSampled) {
        CachePolicy policy = request.client().cachePolicy();
        Integer maxTokens = request.maxTokens();
        Sampling sampling = request.sampling();
        if (policy == CachePolicy.BYPASS || maxTokens != null && maxTokens == 0 || sampling.topLogprobs() >= 0) {
            return false;
        }
        Double temperature = sampling.temperature();
        boolean deterministic = sampling.seed() != null || temperature != null && temperature == 0;
        return deterministic || reuseSampled || policy == CachePolicy.REUSE;
    }

    ChatRequest request() {
        return request;
    }

    /** The model's. */
    String identity() {
        return identity;
    }

    RequestKey key() {
        return key;
    }

    Origin origin(CachedAnswer answer) {
        ClientInfo client = request.client();
        return new Origin(request.model(), client.user(), client.project(), answer.createdMillis());
    }
}

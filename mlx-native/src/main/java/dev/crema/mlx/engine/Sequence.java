package dev.crema.mlx.engine;

import dev.crema.mlx.engine.GenerationEvent.FinishReason;
import dev.crema.mlx.kv.KvCache;
import dev.crema.mlx.kv.PrefixCache;
import dev.crema.mlx.kv.Thaw;
import dev.crema.mlx.sample.Sampled;
import dev.crema.mlx.sample.Sampler;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the engine: its tokens so far, its KV cache and its sampler. Engine thread only, except
 * {@link #cancel}.
 */
final class Sequence implements GenerationHandle, AutoCloseable {
    final GenerationRequest request;
    final AnswerText text;
    final long submittedAt = System.nanoTime();
    private final Consumer<GenerationEvent> listener;
    private final int contextLength;

    private volatile boolean cancelled;
    private int[] tokens;
    private int known;
    private @Nullable KvCache kv;
    private @Nullable Sampler sampler;
    private @Nullable Sampled pending;
    private int reused;
    private int reusedFromSsd;
    private Thaw thaw = Thaw.NOTHING;
    private long startedAt;
    private long firstTokenAt;

    Sequence(GenerationRequest request, Consumer<GenerationEvent> listener, AnswerText text, int contextLength) {
        this.request = request;
        this.listener = listener;
        this.text = text;
        this.contextLength = contextLength;
        this.tokens = request.prompt();
        this.known = tokens.length;
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    boolean cancelled() {
        return cancelled;
    }

    CacheHint.RequestClass rank() {
        return request.hint().requestClass();
    }

    boolean warming() {
        return rank() == CacheHint.RequestClass.WARM;
    }

    /** Whether what it computes is worth more than what side requests leave. */
    boolean main() {
        return rank() != CacheHint.RequestClass.SIDE;
    }

    PrefixCache.Owner owner() {
        return new PrefixCache.Owner(main(), request.hint().project());
    }

    /** What is being read from the SSD for it. */
    Thaw thaw() {
        return thaw;
    }

    void thaw(Thaw reading) {
        thaw = reading;
    }

    /** Work begins: the first prompt tokens, those of the match, are in the cache already. */
    void start(KvCache cache, PrefixCache.Match match, Sampler requestSampler) {
        kv = cache;
        sampler = requestSampler;
        reused = match.tokens();
        reusedFromSsd = match.fromSsd();
        startedAt = System.nanoTime();
    }

    boolean started() {
        return kv != null;
    }

    KvCache kv() {
        return java.util.Objects.requireNonNull(kv, "the sequence has not started");
    }

    Sampler sampler() {
        return java.util.Objects.requireNonNull(sampler, "the sequence has not started");
    }

    int[] prompt() {
        return request.prompt();
    }

    int reused() {
        return reused;
    }

    int reusedFromSsd() {
        return reusedFromSsd;
    }

    /** Prompt tokens that are not in the KV cache yet. */
    int promptRemaining() {
        return prompt().length - (kv == null ? 0 : kv.length());
    }

    @Nullable
    Sampled pending() {
        return pending;
    }

    void pending(@Nullable Sampled next) {
        pending = next;
    }

    int generated() {
        return known - prompt().length;
    }

    /** Whether a token may follow the pending one. */
    boolean wantsMore() {
        return generated() + 1 < request.maxTokens() && known + 1 < contextLength;
    }

    /** Records a token that was read back. */
    void append(int token) {
        if (firstTokenAt == 0) {
            firstTokenAt = System.nanoTime();
        }
        if (known == tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.max(64, tokens.length * 3 / 2));
        }
        tokens[known++] = token;
    }

    /** All known tokens; only the first {@link #cachedTokens} have keys and values. */
    int[] tokens() {
        return tokens;
    }

    int cachedTokens() {
        return kv == null ? 0 : Math.min(known, kv.length());
    }

    FinishReason limitReached() {
        return generated() >= request.maxTokens() ? FinishReason.MAX_TOKENS : FinishReason.CONTEXT_FULL;
    }

    void emit(GenerationEvent event) {
        listener.accept(event);
    }

    GenerationEvent.Timings timings() {
        long now = System.nanoTime();
        long begun = startedAt == 0 ? now : startedAt;
        long first = firstTokenAt == 0 ? now : firstTokenAt;
        return new GenerationEvent.Timings(begun - submittedAt, first - begun, now - first);
    }

    @Override
    public void close() {
        thaw.close();
        thaw = Thaw.NOTHING;
        if (pending != null) {
            pending.close();
            pending = null;
        }
        if (sampler != null) {
            sampler.close();
            sampler = null;
        }
        if (kv != null) {
            kv.close();
            kv = null;
        }
    }
}

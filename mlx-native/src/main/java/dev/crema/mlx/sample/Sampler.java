package dev.crema.mlx.sample;

import dev.crema.mlx.array.DType;
import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import dev.crema.mlx.ops.Ops;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Chooses one request's tokens. Filters run in mlx-lm's order: penalties, top-p, min-p, top-k, temperature. Its random
 * numbers depend on the seed and the token's index only, so a seeded answer is the same whatever else is in the batch.
 */
public final class Sampler implements AutoCloseable {
    /** The increment of SplitMix64 (Steele et al. 2014); spreads consecutive steps over the key space. */
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final SamplingParams params;
    private final long seed;
    private final @Nullable Penalties penalties;
    private long step;

    /**
     * @param prompt the request's prompt, which the repetition penalty counts as said
     * @param vocabulary size of the logits
     */
    public Sampler(SamplingParams params, int[] prompt, int vocabulary) {
        this.params = params;
        Long wanted = params.seed();
        this.seed = wanted != null ? wanted : ThreadLocalRandom.current().nextLong();
        this.penalties = params.penalizes() ? new Penalties(params, prompt, vocabulary) : null;
    }

    /** Whether a plain argmax over the batch's logits gives this request's token. */
    public boolean plainGreedy() {
        return params.greedy() && penalties == null && params.topLogprobs() < 0;
    }

    /**
     * The next token.
     *
     * @param row logits [1, vocabulary]
     * @return owned by the caller
     */
    public Sampled sample(MlxArray row) {
        try (MlxScope scope = MlxScope.open()) {
            MlxArray logits = Ops.astype(row, DType.FLOAT32);
            MlxArray adjusted = penalties == null ? logits : penalties.apply(logits);
            MlxArray token = params.greedy()
                    ? Ops.argmax(adjusted, -1)
                    : Ops.categorical(
                            Ops.multiply(filtered(adjusted), 1 / params.temperature()),
                            Ops.randomKey(seed + GOLDEN_GAMMA * step));
            step++;
            if (penalties != null) {
                penalties.said(token);
            }
            Sampled.Logprobs logprobs = params.topLogprobs() < 0 ? null : logprobs(scope, logits, token);
            return new Sampled(scope.keep(token), logprobs);
        }
    }

    private MlxArray filtered(MlxArray logits) {
        MlxArray x = logits;
        if (params.topP() < 1) {
            x = topP(x, params.topP());
        }
        if (params.minP() > 0) {
            MlxArray threshold =
                    Ops.add(Ops.max(x, -1), MlxArray.scalar((float) Math.log(params.minP()), DType.FLOAT32));
            x = dropBelow(x, x, threshold);
        }
        if (params.topK() > 0 && params.topK() < x.dim(-1)) {
            x = dropBelow(x, x, Ops.min(Ops.topk(x, params.topK(), -1), -1));
        }
        return x;
    }

    /** Keeps the likeliest tokens that together reach p: those whose less likely companions sum to less than 1 - p. */
    private static MlxArray topP(MlxArray logits, float p) {
        MlxArray probabilities = Ops.softmax(logits, -1);
        MlxArray ascending = Ops.sort(probabilities, -1);
        MlxArray kept = Ops.greater(Ops.cumsum(ascending, -1), MlxArray.scalar(1 - p, DType.FLOAT32));
        MlxArray threshold =
                Ops.min(Ops.where(kept, ascending, MlxArray.scalar(Float.POSITIVE_INFINITY, DType.FLOAT32)), -1);
        // Rounding can leave the sum below 1 - p for a p near 0; the likeliest token always stays.
        return dropBelow(logits, probabilities, least(threshold, Ops.max(probabilities, -1)));
    }

    private static MlxArray least(MlxArray a, MlxArray b) {
        return Ops.where(Ops.less(a, b), a, b);
    }

    private static MlxArray dropBelow(MlxArray logits, MlxArray measure, MlxArray threshold) {
        return Ops.where(Ops.less(measure, threshold), MlxArray.scalar(Float.NEGATIVE_INFINITY, DType.FLOAT32), logits);
    }

    private Sampled.Logprobs logprobs(MlxScope scope, MlxArray logits, MlxArray token) {
        MlxArray all = Ops.subtract(logits, Ops.logsumexp(logits, -1));
        MlxArray chosen = Ops.reshape(Ops.takeAlong(all, Ops.reshape(token, 1, 1), -1), 1);
        int alternatives = Math.min(params.topLogprobs(), logits.dim(-1));
        if (alternatives <= 0) {
            return new Sampled.Logprobs(scope.keep(chosen), null, null);
        }
        MlxArray ids = Ops.topkPositions(all, alternatives);
        MlxArray values = Ops.takeAlong(all, ids, -1);
        return new Sampled.Logprobs(
                scope.keep(chosen), scope.keep(Ops.reshape(ids, -1)), scope.keep(Ops.reshape(values, -1)));
    }

    @Override
    public void close() {
        if (penalties != null) {
            penalties.close();
        }
    }
}

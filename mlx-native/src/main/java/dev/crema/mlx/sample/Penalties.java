package dev.crema.mlx.sample;

import dev.crema.mlx.array.DType;
import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import dev.crema.mlx.ops.Ops;

/**
 * What one sequence has said, counted per vocabulary entry on the device, because the newest token is not known to the
 * host yet. Repetition penalty as in Hugging Face (prompt included); presence and frequency as OpenAI documents them
 * (generated tokens only).
 */
final class Penalties implements AutoCloseable {
    private final SamplingParams params;
    private MlxArray promptCounts;
    private MlxArray generatedCounts;

    Penalties(SamplingParams params, int[] prompt, int vocabulary) {
        this.params = params;
        try (MlxScope scope = MlxScope.open()) {
            MlxArray zeros = MlxArray.zeros(DType.FLOAT32, vocabulary);
            promptCounts = scope.keep(Ops.countAt(zeros, MlxArray.ofInts(prompt)));
            generatedCounts = scope.keep(MlxArray.zeros(DType.FLOAT32, vocabulary));
        }
    }

    /** Logits [1, vocabulary] after penalties. */
    MlxArray apply(MlxArray logits) {
        MlxArray zero = MlxArray.scalar(0, DType.FLOAT32);
        MlxArray x = logits;
        if (params.repetitionPenalty() != 1) {
            MlxArray seen = Ops.greater(Ops.add(promptCounts, generatedCounts), zero);
            MlxArray punished = Ops.where(
                    Ops.less(x, zero),
                    Ops.multiply(x, params.repetitionPenalty()),
                    Ops.multiply(x, 1 / params.repetitionPenalty()));
            x = Ops.where(seen, punished, x);
        }
        if (params.frequencyPenalty() != 0) {
            x = Ops.subtract(x, Ops.multiply(generatedCounts, params.frequencyPenalty()));
        }
        if (params.presencePenalty() != 0) {
            MlxArray present = Ops.astype(Ops.greater(generatedCounts, zero), DType.FLOAT32);
            x = Ops.subtract(x, Ops.multiply(present, params.presencePenalty()));
        }
        return x;
    }

    /** Counts a sampled token, int32 [1]. */
    void said(MlxArray token) {
        try (MlxScope scope = MlxScope.open()) {
            MlxArray counted = scope.keep(Ops.countAt(generatedCounts, token));
            generatedCounts.close();
            generatedCounts = counted;
        }
    }

    @Override
    public void close() {
        promptCounts.close();
        generatedCounts.close();
    }
}

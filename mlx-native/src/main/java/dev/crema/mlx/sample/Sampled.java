package dev.crema.mlx.sample;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sampled token that may not be computed yet. Owns its arrays.
 *
 * @param token int32 [1]
 * @param logprobs what was asked for, or null
 */
public record Sampled(MlxArray token, @Nullable Logprobs logprobs) implements AutoCloseable {
    /**
     * Log-probabilities before temperature and penalties.
     *
     * @param chosen float32 [1]: that of the sampled token
     * @param topIds int32 [n], in no order; null if no alternatives were asked for
     * @param topValues float32 [n], of topIds
     */
    public record Logprobs(
            MlxArray chosen,
            @Nullable MlxArray topIds,
            @Nullable MlxArray topValues) {}

    /** Every array, to be evaluated. */
    public List<MlxArray> arrays() {
        List<MlxArray> arrays = new ArrayList<>(4);
        arrays.add(token);
        if (logprobs != null) {
            arrays.add(logprobs.chosen);
            if (logprobs.topIds != null && logprobs.topValues != null) {
                arrays.add(logprobs.topIds);
                arrays.add(logprobs.topValues);
            }
        }
        return arrays;
    }

    @Override
    public void close() {
        MlxScope.free(arrays());
    }
}

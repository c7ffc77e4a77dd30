package dev.crema.mlx.engine;

import dev.crema.mlx.engine.GenerationEvent.Logprob;
import dev.crema.mlx.engine.GenerationEvent.TokenLogprob;
import dev.crema.mlx.sample.Sampled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a sampled token's log-probabilities back from the device. Engine thread only. */
final class Logprobs {
    private Logprobs() {}

    static @Nullable Logprob read(Sampled sampled, int token) {
        Sampled.Logprobs arrays = sampled.logprobs();
        if (arrays == null) {
            return null;
        }
        List<TokenLogprob> top = new ArrayList<>();
        if (arrays.topIds() != null && arrays.topValues() != null) {
            int[] ids = arrays.topIds().toInts();
            float[] values = arrays.topValues().toFloats();
            for (int i = 0; i < ids.length; i++) {
                top.add(new TokenLogprob(ids[i], values[i]));
            }
            top.sort(Comparator.comparingDouble(TokenLogprob::value).reversed());
        }
        return new Logprob(token, arrays.chosen().toFloats()[0], List.copyOf(top));
    }
}

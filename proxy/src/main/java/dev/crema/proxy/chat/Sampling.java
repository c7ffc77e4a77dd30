package dev.crema.proxy.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the client asked of the sampler; null where it left the choice to the model.
 *
 * @param stop stop strings
 * @param topLogprobs -1 none; 0 that of the sampled token; n also the n best alternatives
 */
public record Sampling(
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable Double minP,
        @Nullable Double repetitionPenalty,
        @Nullable Double presencePenalty,
        @Nullable Double frequencyPenalty,
        @Nullable Long seed,
        List<String> stop,
        int topLogprobs) {
    /** Everything left to the model. */
    public static final Sampling DEFAULT = new Sampling(null, null, null, null, null, null, null, null, List.of(), -1);

    /** Copies the stop strings. */
    public Sampling {
        stop = List.copyOf(stop);
    }
}

package dev.crema.proxy.backend.embedded;

import dev.crema.mlx.sample.SamplingParams;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import dev.crema.proxy.chat.Sampling;
import org.jspecify.annotations.Nullable;

/** What a client asked of the sampler, completed by the model's defaults. */
final class SamplingMapper {
    private final SamplingParams defaults;

    SamplingMapper(SamplingParams defaults) {
        this.defaults = defaults;
    }

    /**
     * The parameters of one request.
     *
     * @throws ChatException naming the parameter that is out of its range
     */
    SamplingParams map(Sampling asked) {
        if (asked.stop().stream().anyMatch(String::isEmpty)) {
            throw new ChatException(Kind.INVALID_REQUEST, "a stop sequence must not be empty");
        }
        try {
            return new SamplingParams(
                    orDefault(asked.temperature(), defaults.temperature()),
                    orDefault(asked.topP(), defaults.topP()),
                    asked.topK() == null ? defaults.topK() : asked.topK(),
                    orDefault(asked.minP(), defaults.minP()),
                    orDefault(asked.repetitionPenalty(), defaults.repetitionPenalty()),
                    penalty("presence_penalty", asked.presencePenalty(), defaults.presencePenalty()),
                    penalty("frequency_penalty", asked.frequencyPenalty(), defaults.frequencyPenalty()),
                    asked.seed() == null ? defaults.seed() : asked.seed(),
                    asked.topLogprobs());
        } catch (IllegalArgumentException e) {
            throw new ChatException(Kind.INVALID_REQUEST, String.valueOf(e.getMessage()), 0, e);
        }
    }

    private static float orDefault(@Nullable Double asked, float otherwise) {
        return asked == null ? otherwise : asked.floatValue();
    }

    private static float penalty(String name, @Nullable Double asked, float otherwise) {
        if (asked != null && !(Math.abs(asked) <= 2)) {
            throw new IllegalArgumentException(name + " must be between -2 and 2");
        }
        return orDefault(asked, otherwise);
    }
}

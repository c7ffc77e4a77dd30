package dev.crema.mlx.sample;

import org.jspecify.annotations.Nullable;

/**
 * How one request samples its tokens.
 *
 * @param temperature 0 is greedy; otherwise logits are divided by it
 * @param topP nucleus: the smallest set of tokens whose probability reaches this; 1 is off
 * @param topK keep the k most likely tokens; 0 is off
 * @param minP drop tokens below this fraction of the most likely one's probability; 0 is off
 * @param repetitionPenalty divides positive and multiplies negative logits of recent tokens; 1 is off
 * @param presencePenalty subtracted once from logits of generated tokens; 0 is off
 * @param frequencyPenalty subtracted per occurrence from logits of generated tokens; 0 is off
 * @param seed makes sampling repeatable whatever else is in the batch; null takes a random one
 * @param topLogprobs -1: no log-probabilities; 0: that of the sampled token; n: also the n best alternatives
 */
public record SamplingParams(
        float temperature,
        float topP,
        int topK,
        float minP,
        float repetitionPenalty,
        float presencePenalty,
        float frequencyPenalty,
        @Nullable Long seed,
        int topLogprobs) {

    /** Always the most likely token. */
    public static final SamplingParams GREEDY = new SamplingParams(0, 1, 0, 0, 1, 0, 0, null, -1);

    /** Checks ranges. */
    public SamplingParams {
        require(temperature >= 0 && temperature <= 100, "temperature must be between 0 and 100");
        require(topP > 0 && topP <= 1, "top_p must be greater than 0 and at most 1");
        require(topK >= 0, "top_k must not be negative");
        require(minP >= 0 && minP <= 1, "min_p must be between 0 and 1");
        require(repetitionPenalty > 0, "repetition_penalty must be greater than 0");
        require(topLogprobs >= -1 && topLogprobs <= 20, "top_logprobs must be between 0 and 20");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Whether the most likely token is always taken. */
    public boolean greedy() {
        return temperature == 0;
    }

    /** Whether earlier tokens change the logits. */
    public boolean penalizes() {
        return repetitionPenalty != 1 || presencePenalty != 0 || frequencyPenalty != 0;
    }
}

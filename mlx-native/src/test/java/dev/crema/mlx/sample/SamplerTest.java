package dev.crema.mlx.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.binding.Shim;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SamplerTest {
    /** Probabilities 0.5, 0.25, 0.15, 0.07, 0.03 at shuffled places. */
    private static final double[] PROBABILITIES = {0.07, 0.5, 0.03, 0.25, 0.15};

    @BeforeAll
    static void loadMlx() {
        NativeRuntime.load();
    }

    @Test
    void greedyTakesTheLikeliest() {
        assertThat(draws(SamplingParams.GREEDY, 3)).containsOnly(1);
    }

    @Test
    void temperatureOneFollowsTheDistribution() {
        List<Integer> drawn = draws(params(1, 1, 0, 0, 11), 2_000);
        for (int token = 0; token < PROBABILITIES.length; token++) {
            int id = token;
            double share = drawn.stream().filter(t -> t == id).count() / 2_000.0;
            assertThat(share).isCloseTo(PROBABILITIES[token], within(0.04));
        }
    }

    @Test
    void topKKeepsTheKLikeliest() {
        assertThat(distinct(params(1, 1, 2, 0, 1), 300)).containsExactly(1, 3);
    }

    @Test
    void topPKeepsTheSmallestSetThatReachesIt() {
        assertThat(distinct(params(1, 0.7f, 0, 0, 2), 300)).containsExactly(1, 3);
        assertThat(distinct(params(1, 0.8f, 0, 0, 3), 300)).containsExactly(1, 3, 4);
        assertThat(distinct(params(1, 0.01f, 0, 0, 4), 50)).containsExactly(1);
    }

    @Test
    void minPDropsWhatIsFarBelowTheLikeliest() {
        assertThat(distinct(params(1, 1, 0, 0.25f, 5), 300)).containsExactly(1, 3, 4);
    }

    @Test
    void aSeedRepeatsAndAnotherDiffers() {
        SamplingParams seeded = params(1, 1, 0, 0, 42);
        assertThat(draws(seeded, 50)).isEqualTo(draws(seeded, 50));
        assertThat(draws(seeded, 50)).isNotEqualTo(draws(params(1, 1, 0, 0, 43), 50));
    }

    @Test
    void repetitionPenaltyCountsThePrompt() {
        SamplingParams punished = new SamplingParams(0, 1, 0, 0, 1000, 0, 0, null, -1);
        assertThat(draws(punished, 1, 1)).doesNotContain(1);
    }

    @Test
    void presenceAndFrequencyPenaltiesCountWhatWasGenerated() {
        SamplingParams present = new SamplingParams(0, 1, 0, 0, 1, 2, 0, null, -1);
        assertThat(draws(present, 2, 1)).containsExactly(1, 3);
        SamplingParams frequent = new SamplingParams(0, 1, 0, 0, 1, 0, 0.4f, null, -1);
        assertThat(draws(frequent, 4)).containsExactly(1, 1, 3, 1);
    }

    @Test
    void logprobsAreThoseBeforeTemperatureAndPenalties() {
        SamplingParams params = new SamplingParams(0.5f, 1, 0, 0, 1, 0, 0, 1L, 2);
        try (MlxScope scope = MlxScope.open();
                Sampler sampler = new Sampler(params, new int[] {0}, PROBABILITIES.length);
                Sampled sampled = sampler.sample(logits())) {
            int token = sampled.token().toInt();
            Sampled.Logprobs logprobs = sampled.logprobs();
            assertThat(logprobs.chosen().toFloats()[0])
                    .isCloseTo((float) Math.log(PROBABILITIES[token]), within(1e-4f));
            assertThat(logprobs.topIds().toInts()).containsExactlyInAnyOrder(1, 3);
            assertThat(Math.exp(logprobs.topValues().toFloats()[0]
                            + logprobs.topValues().toFloats()[1]))
                    .isCloseTo(0.125, within(1e-4));
        }
    }

    @Test
    void nothingStaysAllocated() {
        long before = Shim.crema_live_handles();
        draws(new SamplingParams(0.7f, 0.9f, 4, 0.01f, 1.1f, 0.1f, 0.1f, 1L, 3), 20);
        assertThat(Shim.crema_live_handles()).isEqualTo(before);
    }

    private static SamplingParams params(float temperature, float topP, int topK, float minP, long seed) {
        return new SamplingParams(temperature, topP, topK, minP, 1, 0, 0, seed, -1);
    }

    private static Set<Integer> distinct(SamplingParams params, int count) {
        return new TreeSet<>(draws(params, count));
    }

    private static List<Integer> draws(SamplingParams params, int count, int... prompt) {
        List<Integer> tokens = new ArrayList<>();
        int[] said = prompt.length == 0 ? new int[] {0} : prompt;
        try (MlxScope scope = MlxScope.open();
                Sampler sampler = new Sampler(params, said, PROBABILITIES.length)) {
            for (int i = 0; i < count; i++) {
                try (Sampled sampled = sampler.sample(logits())) {
                    tokens.add(sampled.token().toInt());
                }
            }
        }
        return tokens;
    }

    private static MlxArray logits() {
        float[] logits = new float[PROBABILITIES.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(PROBABILITIES[i]) + 3;
        }
        return MlxArray.ofFloats(logits, 1, logits.length);
    }
}

package dev.crema.mlx.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KvAdviceTest {
    private static final long GB = 1L << 30;
    private static final long MB = 1L << 20;
    /** Of an 8-billion-parameter model with grouped queries, in half precision. */
    private static final long PER_TOKEN = 128 << 10;

    @Test
    void halfIsForWeightsAndAQuarterForKeptPrompts() {
        assertThat(advice("Apple M4", 16, 5).prefixCacheBytes()).isEqualTo(3 * GB);
        assertThat(advice("Apple M4 Max", 64, 20).prefixCacheBytes()).isEqualTo(12 * GB);
    }

    @Test
    void weightsThatTakeMoreThanTheirHalfLeaveTheRest() {
        assertThat(advice("Apple M4", 16, 8).prefixCacheBytes()).isEqualTo(2 * GB);
    }

    @Test
    void aFullMachineStillKeepsOneConversation() {
        KvAdvice advice = advice("Apple M1", 8, 7);

        assertThat(advice.prefixCacheBytes()).isEqualTo(256 * MB);
        assertThat(advice.sequenceTokens()).isEqualTo(512);
    }

    @ParameterizedTest
    @CsvSource({"3, 512", "4, 2048", "7, 2048", "8, 4096", "20, 4096"})
    void whatIsFreeBesideTheModelBoundsAConversation(long freeGb, int tokens) {
        Hardware machine = new Hardware(Chip.of("Apple M3 Pro"), List.of(), 18, 64 * GB, (freeGb + 10) * GB);

        assertThat(KvAdvice.of(machine, 10 * GB, PER_TOKEN).sequenceTokens()).isEqualTo(tokens);
    }

    @ParameterizedTest
    @CsvSource({
        "Apple M1, 16, 2048",
        "Apple M2, 24, 2048",
        "Apple M1 Pro, 32, 4096",
        "Apple M3, 24, 4096",
        "Apple M3 Pro, 36, 4096",
        "Apple M4 Pro, 64, 4096",
        "Apple M5 Pro, 64, 8192",
        "Apple M6, 32, 4096",
        "Apple M6 Max, 128, 32768",
        "Apple M1 Max, 64, 8192",
        "Apple M3 Max, 128, 8192",
        "Apple M4 Max, 36, 8192",
        "Apple M4 Max, 64, 16384",
        "Apple M5 Max, 128, 32768",
        "Apple M1 Ultra, 128, 32768",
        "Apple M3 Ultra, 512, 131072",
        "AMD EPYC 9354 32-Core Processor, 128, 4096"
    })
    void largerChipsHoldLongerConversations(String chip, long memoryGb, int tokens) {
        assertThat(advice(chip, memoryGb, 2).sequenceTokens()).isEqualTo(tokens);
    }

    @Test
    void aModelWithHeavyTokensHoldsFewer() {
        Hardware machine = new Hardware(Chip.of("Apple M4 Max"), List.of(), 40, 64 * GB, 60 * GB);
        KvAdvice advice = KvAdvice.of(machine, 44 * GB, 320 << 10);

        assertThat(advice.sequenceTokens()).isEqualTo(6553);
        assertThat(advice.reasons()).element(4).asString().contains("320 KB", "6,553");
        assertThat(advice.longestTokens(320 << 10)).isEqualTo(6553);
    }

    @Test
    void eachFigureHasItsReason() {
        assertThat(advice("Apple M3 Max", 64, 20).reasons())
                .containsExactly(
                        "Of 64 GB of memory, 16 GB are left to the system and other programs.",
                        "Half of the remaining 48 GB is for weights, half, 24 GB, for keys and values.",
                        "Half of that, 12 GB, is for prompts kept between requests; the other half is for the answers under way.",
                        "A conversation gets 8,192 tokens of keys and values, because of the chip, Apple M3 Max.",
                        "A prompt that needs more gets more, up to 98,304 tokens; beyond that its client is told that it is too long.");
        assertThat(advice("Apple M1", 8, 6).reasons())
                .containsExactly(
                        "Of 8 GB of memory, 4 GB are left to the system and other programs.",
                        "The weights take 6 GB of the remaining 4 GB, more than their half; 0 MB are left for keys and values.",
                        "Prompts kept between requests get 256 MB all the same, because agents send the same beginning with every request.",
                        "A conversation gets 512 tokens of keys and values, because 0 MB are free once the model is loaded.",
                        "A prompt that needs more gets more, up to 2,048 tokens; beyond that its client is told that it is too long.");
    }

    @Test
    void aPersonsOwnSizeWinsAndTheMemoryForItIsFound() {
        KvAdvice advice = advice("Apple M1", 8, 6);
        KvAdvice larger = advice.withSequenceTokens(32_768, PER_TOKEN);

        assertThat(larger.sequenceTokens()).isEqualTo(32_768);
        assertThat(larger.longestTokens(PER_TOKEN)).isEqualTo(32_768);
        assertThat(larger.prefixCacheBytes()).isEqualTo(advice.prefixCacheBytes());
        assertThat(larger.reasons())
                .endsWith(
                        "The settings give a conversation 32,768 tokens instead.",
                        "A prompt that needs more gets more, up to 32,768 tokens; beyond that its client is told that it is too long.");
        assertThat(advice.withSequenceTokens(1_024, PER_TOKEN).longestTokens(PER_TOKEN))
                .isEqualTo(2_048);
    }

    @Test
    void theLongestPromptNeverNeedsLessThanTheSizeAConversationGets() {
        Random random = new Random(13);
        for (int i = 0; i < 10_000; i++) {
            long memory = random.nextLong(4 * GB, 600 * GB);
            Hardware machine = new Hardware(Chip.of("Apple M4 Max"), List.of(), 40, memory, random.nextLong(memory));
            long perToken = random.nextLong(1, MB);
            KvAdvice advice = KvAdvice.of(machine, random.nextLong(MB, 2 * memory), perToken);

            assertThat(advice.longestTokens(perToken)).isGreaterThanOrEqualTo(advice.sequenceTokens());
        }
    }

    @Test
    void weightsAndCacheNeverExceedWhatCanBeSpared() {
        Random random = new Random(11);
        for (int i = 0; i < 10_000; i++) {
            long memory = random.nextLong(4 * GB, 600 * GB);
            long weights = random.nextLong(MB, 2 * memory);
            Hardware machine = new Hardware(Chip.of("Apple M2 Ultra"), List.of(), 60, memory, random.nextLong(memory));
            KvAdvice advice = KvAdvice.of(machine, weights, random.nextLong(1, MB));

            assertThat(advice.prefixCacheBytes()).isGreaterThanOrEqualTo(256 * MB);
            assertThat(advice.sequenceTokens()).isGreaterThanOrEqualTo(512);
            assertThat(advice.prefixCacheBytes() == 256 * MB
                            || weights + 2 * advice.prefixCacheBytes() <= memory - Math.max(4 * GB, memory / 4))
                    .isTrue();
        }
    }

    /** With everything free that the system's share leaves. */
    private static KvAdvice advice(String chip, long memoryGb, long weightsGb) {
        long available = memoryGb * GB - Math.max(4 * GB, memoryGb * GB / 4);
        Hardware machine = new Hardware(Chip.of(chip), List.of(), 0, memoryGb * GB, available);
        return KvAdvice.of(machine, weightsGb * GB, PER_TOKEN);
    }
}

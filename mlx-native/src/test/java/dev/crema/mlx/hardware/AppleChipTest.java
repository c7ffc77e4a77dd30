package dev.crema.mlx.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AppleChipTest {
    private static final long GB = 1L << 30;

    @ParameterizedTest
    @EnumSource
    void everyEntryIsFoundByItsBrandStringAndItsGpuCores(AppleChip entry) {
        for (int cores : entry.gpuCores()) {
            assertThat(AppleChip.of(Chip.of(entry.chip().name()), cores)).contains(entry);
        }
        assertThat(entry.gpuCores()).isSorted();
        assertThat(entry.gigabytes()).isSorted();
    }

    @Test
    void ofTwoVariantsTheSlowerIsTakenWhereCoresDoNotTell() {
        assertThat(AppleChip.of(Chip.of("Apple M3 Max"), 0)).contains(AppleChip.M3_MAX_30);
        assertThat(AppleChip.of(Chip.of("Apple M5 Max"), 36)).contains(AppleChip.M5_MAX_32);
    }

    @Test
    void chipsOfOthersAndNewerOnesAreNotListed() {
        assertThat(AppleChip.of(Chip.of("Apple M6"), 10)).isEmpty();
        assertThat(AppleChip.of(Chip.of("Apple M4 Ultra"), 80)).isEmpty();
        assertThat(AppleChip.of(Chip.of("Apple A18 Pro"), 5)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "8, M5",
        "32, M5",
        "36, M5_PRO",
        "48, M5_PRO",
        "64, M5_PRO",
        "96, M5_MAX_40",
        "192, M3_ULTRA",
        "512, M3_ULTRA",
        "1024, M3_ULTRA"
    })
    void memoryTellsTheSlowestChipOfTheNewestGenerationThatHasIt(long gigabytes, AppleChip entry) {
        assertThat(AppleChip.withMemory(gigabytes * GB)).isEqualTo(entry);
    }
}

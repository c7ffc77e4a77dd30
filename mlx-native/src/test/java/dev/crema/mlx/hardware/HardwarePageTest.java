package dev.crema.mlx.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Holds the tables of docs/hardware.md to what the code advises; where they differ, the failure shows the right ones. */
class HardwarePageTest {
    private static final long GB = 1L << 30;
    private static final long[] MEMORY = {8, 16, 18, 24, 32, 36, 48, 64, 96, 128, 192, 256, 512};
    private static final double[] WEIGHTS = {2.5, 4.5, 18, 40};
    private static final long SMALL_MODEL = 5 * GB / 2;

    private static final List<Map.Entry<String, long[]>> CHIPS = List.of(
            Map.entry("M1", sizes(8, 16)),
            Map.entry("M1 Pro", sizes(16, 32)),
            Map.entry("M1 Max", sizes(32, 64)),
            Map.entry("M1 Ultra", sizes(64, 128)),
            Map.entry("M2", sizes(8, 16, 24)),
            Map.entry("M2 Pro", sizes(16, 32)),
            Map.entry("M2 Max", sizes(32, 64, 96)),
            Map.entry("M2 Ultra", sizes(64, 128, 192)),
            Map.entry("M3", sizes(8, 16, 24)),
            Map.entry("M3 Pro", sizes(18, 36)),
            Map.entry("M3 Max", sizes(36, 48, 64, 96, 128)),
            Map.entry("M3 Ultra", sizes(96, 256, 512)),
            Map.entry("M4", sizes(16, 24, 32)),
            Map.entry("M4 Pro", sizes(24, 48, 64)),
            Map.entry("M4 Max", sizes(36, 48, 64, 128)),
            Map.entry("M5", sizes(16, 24, 32)),
            Map.entry("M5 Pro", sizes(24, 48, 64)),
            Map.entry("M5 Max", sizes(36, 48, 64, 128)));

    @Test
    void theTableOfBudgetsIsWhatTheCodeAdvises() throws IOException {
        String table = LongStream.of(MEMORY).mapToObj(HardwarePageTest::budgets).collect(Collectors.joining("\n"));

        assertThat(page()).contains(table);
    }

    @Test
    void theTableOfConversationsIsWhatTheCodeAdvises() throws IOException {
        String table = CHIPS.stream()
                .map(chip -> "| " + chip.getKey() + " | " + conversations(chip.getKey(), chip.getValue()) + " |")
                .collect(Collectors.joining("\n"));

        assertThat(page()).contains(table);
    }

    private static String budgets(long memoryGb) {
        StringBuilder row = new StringBuilder("| " + memoryGb + " GB |");
        for (double weights : WEIGHTS) {
            long bytes = advice("M1", memoryGb, (long) (weights * GB)).prefixCacheBytes();
            row.append(' ')
                    .append(
                            bytes < GB
                                    ? (bytes >> 20) + " MB"
                                    : String.format(Locale.ROOT, "%.1f GB", bytes / (double) GB)
                                            .replace(".0 GB", " GB"))
                    .append(" |");
        }
        return row.toString();
    }

    private static String conversations(String chip, long[] memory) {
        return LongStream.of(memory)
                .mapToObj(gb -> String.format(
                        Locale.ROOT,
                        "%d GB: %,d",
                        gb,
                        advice(chip, gb, SMALL_MODEL).sequenceTokens()))
                .collect(Collectors.joining(", "));
    }

    /** With everything free that the system's share leaves. */
    private static KvAdvice advice(String chip, long memoryGb, long weights) {
        long memory = memoryGb * GB;
        long available = memory - Math.max(4 * GB, memory / 4);
        return KvAdvice.of(new Hardware(Chip.of("Apple " + chip), 4, 4, 0, memory, available), weights, 36 << 10);
    }

    private static long[] sizes(long... gigabytes) {
        return gigabytes;
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/hardware.md"));
    }
}

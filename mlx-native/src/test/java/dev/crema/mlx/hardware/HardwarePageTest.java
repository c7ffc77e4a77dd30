package dev.crema.mlx.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Holds the tables of docs/hardware.md to what the code advises; where they differ, the failure shows the right ones. */
class HardwarePageTest {
    private static final long GB = 1L << 30;
    private static final long[] MEMORY = {8, 16, 18, 24, 32, 36, 48, 64, 96, 128, 192, 256, 512};
    private static final double[] WEIGHTS = {2.5, 4.5, 18, 40};
    /** A usual small model: 4 billion parameters in 36 layers with 8 KV heads of 128 numbers of 16 bits. */
    private static final double PARAMETERS = 4e9;

    private static final long PER_TOKEN = 2L * 36 * 8 * 128 * 2;

    @Test
    void theTableOfChipsIsWhatTheCodeAdvises() throws IOException {
        String table = Arrays.stream(AppleChip.values())
                .flatMap(entry -> entry.gigabytes().stream().map(gigabytes -> row(entry, gigabytes)))
                .collect(Collectors.joining("\n"));

        assertThat(page()).contains(table);
    }

    @Test
    void theTableOfBudgetsIsWhatTheCodeAdvises() throws IOException {
        String table = LongStream.of(MEMORY).mapToObj(HardwarePageTest::budgets).collect(Collectors.joining("\n"));

        assertThat(page()).contains(table);
    }

    private static String row(AppleChip entry, int gigabytes) {
        Hardware mac = mac(entry, gigabytes);
        MachineAdvice advice = MachineAdvice.of(mac);
        long weights = advice.quantization().value().bytes(PARAMETERS);
        KvAdvice kv = KvAdvice.of(mac, weights, PER_TOKEN);
        String gpuCores = entry.gpuCores().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "| %s | %d | %s | %d GB | %s | %,d | %,d |",
                entry.chip().name().replace("Apple ", ""),
                entry.gigabytesPerSecond(),
                gpuCores,
                gigabytes,
                advice.quantization().value().label(),
                kv.sequenceTokens(),
                kv.longestTokens(PER_TOKEN));
    }

    private static String budgets(long memoryGb) {
        StringBuilder row = new StringBuilder("| " + memoryGb + " GB |");
        for (double weights : WEIGHTS) {
            Hardware mac = mac(AppleChip.M3, memoryGb);
            long bytes = KvAdvice.of(mac, (long) (weights * GB), PER_TOKEN).prefixCacheBytes();
            row.append(' ').append(ByteText.of(bytes)).append(" |");
        }
        return row.toString();
    }

    /** With everything free that the system's share leaves. */
    private static Hardware mac(AppleChip entry, long gigabytes) {
        long memory = gigabytes * GB;
        long free = MemoryShares.of(memory).spareBytes();
        return new Hardware(entry.chip(), List.of(), entry.gpuCores().getLast(), memory, free);
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/hardware.md"));
    }
}

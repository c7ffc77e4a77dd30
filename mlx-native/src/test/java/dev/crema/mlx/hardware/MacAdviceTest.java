package dev.crema.mlx.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From what a Mac's tools print to what Crema advises. The texts' README says where they come from. */
class MacAdviceTest {
    private static final long GB = 1L << 30;

    /** Cores are the fastest kind and all others; sizes in GB; bandwidth in GB/s, in brackets where it is assumed. */
    private static final String TABLE = """
            # texts           , fast, slow, GPU, memory, free, bandwidth, weights, KV size, for weights
            m1-8gb            ,    4,    4,   7,      8,    3,        68,   4-bit,     512,   2
            m1-pro-16gb       ,    8,    2,  16,     16,    9,       200,   8-bit,    4096,   6
            m1-max-64gb       ,    8,    2,  32,     64,   40,       400,   8-bit,    8192,  24
            m1-ultra-128gb    ,   16,    4,  64,    128,   96,       800,    fp16,   32768,  48
            m2-24gb           ,    4,    4,  10,     24,   12,       100,   4-bit,    2048,   9
            m2-pro-32gb       ,    8,    4,  19,     32,   20,       200,   8-bit,    4096,  12
            m2-max-96gb       ,    8,    4,  38,     96,   60,       400,   8-bit,    8192,  36
            m2-ultra-192gb    ,   16,    8,  76,    192,  150,       800,    fp16,   32768,  72
            m3-16gb           ,    4,    4,  10,     16,    8,       100,   4-bit,    4096,   6
            m3-pro-18gb       ,    5,    6,  14,     18,   10,       150,   4-bit,    4096,   6
            m3-max-36gb-busy  ,   10,    4,  30,     36,    6,       300,   8-bit,    2048,  13
            m3-max-128gb      ,   12,    4,  40,    128,   90,       400,   8-bit,    8192,  48
            m3-ultra-512gb    ,   24,    8,  80,    512,  480,       819,    fp16,  131072, 192
            m4-16gb           ,    4,    6,  10,     16,    8,       120,   8-bit,    4096,   6
            m4-pro-48gb       ,   10,    4,  20,     48,   32,       273,   8-bit,    4096,  18
            m4-max-36gb       ,   10,    4,  32,     36,   24,       410,    fp16,    8192,  13
            m4-max-128gb      ,   12,    4,  40,    128,  100,       546,    fp16,   32768,  48
            m5-32gb           ,    4,    6,  10,     32,   20,       153,   8-bit,    4096,  12
            m5-pro-24gb       ,    5,   10,  16,     24,   14,       307,   8-bit,    8192,   9
            m5-max-128gb      ,    6,   12,  40,    128,  100,       614,    fp16,   32768,  48
            m6-32gb           ,    2,   10,  12,     32,   20,     (153),   8-bit,    4096,  12
            m3-virtual-8gb    ,    4,    0,   0,      8,    5,       100,   4-bit,    2048,   2
            intel-16gb        ,    6,    0,   0,     16,    8,       (0),   4-bit,    4096,   6
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = TABLE)
    void whatAMacPrintsLeadsToItsAdvice(
            String texts,
            int fast,
            int slow,
            int gpu,
            long memory,
            long free,
            String bandwidth,
            String weights,
            int kvSize,
            long weightGigabytes) {
        Hardware mac = MacReports.hardware(read(texts), 1, 1);
        MachineAdvice advice = MachineAdvice.of(mac);

        assertThat(mac.performanceCores()).as("fast cores").isEqualTo(fast);
        assertThat(mac.efficiencyCores()).as("slow cores").isEqualTo(slow);
        assertThat(mac.gpuCores()).as("GPU cores").isEqualTo(gpu);
        assertThat(mac.memoryBytes()).isEqualTo(memory * GB);
        assertThat(mac.availableBytes()).isEqualTo(free * GB);
        Bandwidth read = mac.bandwidth();
        assertThat(read.published() ? "" + read.gigabytesPerSecond() : "(" + read.gigabytesPerSecond() + ")")
                .isEqualTo(bandwidth);
        assertThat(advice.quantization().value().label()).isEqualTo(weights);
        assertThat(advice.kvSize().value()).isEqualTo(kvSize);
        assertThat(advice.weightBytes().value() / GB).isEqualTo(weightGigabytes);
        assertThat(advice.kvBytes().value()).isEqualTo(advice.weightBytes().value());
        assertThat(advice.all()).allSatisfy(each -> {
            assertThat(each.reason()).endsWith(".").doesNotContain(". ");
            assertThat(each.override()).endsWith(".");
        });
    }

    @Test
    void everyFolderOfTextsIsARowAndAtLeastTwelveChipsAreAmongThem() throws IOException {
        try (Stream<Path> folders = Files.list(folder())) {
            assertThat(folders.filter(Files::isDirectory)
                            .map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(rows());
        }
        assertThat(rows().stream()
                        .map(texts ->
                                MacReports.hardware(read(texts), 1, 1).chip().name())
                        .distinct())
                .hasSizeGreaterThanOrEqualTo(12);
    }

    @Test
    void aNewerChipIsTakenForTheSlowestThatHasItsMemoryAndSaysSo() {
        Hardware mac = MacReports.hardware(read("m6-32gb"), 1, 1);

        assertThat(mac.parts()).isEqualTo("Apple M6, 2 super and 4 performance and 6 efficiency cores, 12 GPU cores");
        assertThat(MachineAdvice.of(mac).quantization().reason())
                .isEqualTo("Apple M6 is not in Crema's table, so it is taken to read 153 GB of memory a second, as the"
                        + " slowest known chip with that much memory does (Apple M5), enough for weights of 8 bits, which"
                        + " lose next to nothing.");
    }

    @Test
    void adviceIsExplainedAndSaysWhereItIsOverridden() {
        MachineAdvice advice = MachineAdvice.of(MacReports.hardware(read("m3-max-36gb-busy"), 1, 1));

        assertThat(advice.quantization().reason())
                .isEqualTo(
                        "Apple M3 Max reads 300 GB of memory a second, enough for weights of 8 bits, which lose next to"
                                + " nothing.");
        assertThat(advice.quantization().override()).contains("--model");
        assertThat(advice.kvSize().reason())
                .isEqualTo("A conversation gets 2,048 tokens of keys and values, because 6 GB are free.");
        assertThat(advice.kvSize().override()).contains("kvSize", "CREMA_CACHING_KV_SIZE");
        assertThat(advice.weightBytes().reason())
                .isEqualTo(
                        "Of 36 GB of memory, 9 GB are left to the system and other programs; half of the rest, 13.5 GB,"
                                + " is for the weights.");
        assertThat(advice.kvBytes().override()).contains("kvBudgetBytes");
    }

    private static List<String> rows() {
        return Arrays.stream(TABLE.split("\n"))
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf(',')).strip())
                .toList();
    }

    private static MacTexts read(String texts) {
        return new MacTexts(text(texts, "sysctl.txt"), text(texts, "system_profiler.json"), text(texts, "vm_stat.txt"));
    }

    private static String text(String texts, String file) {
        try {
            return Files.readString(folder().resolve(texts).resolve(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(MacAdviceTest.class.getResource("macs"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}

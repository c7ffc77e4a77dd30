package dev.crema.mlx.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MacReportsTest {
    private static final String M3_MAX = """
            machdep.cpu.brand_string: Apple M3 Max
            hw.ncpu: 16
            hw.byteorder: 1234
            hw.memsize: 137438953472
            hw.physicalcpu: 16
            hw.perflevel0.physicalcpu: 12
            hw.perflevel0.name: Performance
            hw.perflevel1.physicalcpu: 4
            hw.perflevel1.name: Efficiency
            hw.nperflevels: 2
            """;

    @Test
    void sysctlLinesAreNamesAndValues() {
        assertThat(MacReports.sysctl(M3_MAX))
                .containsEntry("machdep.cpu.brand_string", "Apple M3 Max")
                .containsEntry("hw.memsize", "137438953472")
                .containsEntry("hw.perflevel1.name", "Efficiency")
                .hasSize(10);
    }

    @Test
    void linesOfAnotherFormAreLeftOut() {
        assertThat(MacReports.sysctl("sysctl: unknown oid 'hw.nonsense'\nno colon\n\nhw.ncpu: 8"))
                .containsOnlyKeys("sysctl", "hw.ncpu");
    }

    @Test
    void theFirstLevelIsTheFastCores() {
        assertThat(MacReports.cores(MacReports.sysctl(M3_MAX))).containsExactly(12, 4);
    }

    @Test
    void threeKindsOfCoresAreFastAndOthers() {
        assertThat(MacReports.cores(Map.of(
                        "hw.perflevel0.physicalcpu", "6",
                        "hw.perflevel1.physicalcpu", "8",
                        "hw.perflevel2.physicalcpu", "4")))
                .containsExactly(6, 12);
    }

    @Test
    void oneKindOfCoresIsAllFast() {
        assertThat(MacReports.cores(Map.of("hw.physicalcpu", "6"))).containsExactly(6, 0);
    }

    @Test
    void whatIsMissingOrNoNumberIsZero() {
        assertThat(MacReports.cores(Map.of())).containsExactly(0, 0);
        assertThat(MacReports.cores(Map.of("hw.perflevel0.physicalcpu", "many", "hw.physicalcpu", "99999999999")))
                .containsExactly(0, 0);
    }

    @Test
    void gpuCoresAreInTheRegistryOfTheAccelerator() {
        String ioreg = """
                +-o AGXAcceleratorG15X  <class AGXAcceleratorG15X, id 0x1000003a1, registered, matched, active>
                    {
                      "IOClass" = "AGXAcceleratorG15X"
                      "gpu-core-count" = 40
                      "model" = "Apple M3 Max"
                    }
                """;
        assertThat(MacReports.gpuCores(ioreg)).isEqualTo(40);
        assertThat(MacReports.gpuCores("")).isZero();
    }
}

package dev.crema.mlx.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacReportsTest {
    private static final String VM_STAT = """
            Mach Virtual Memory Statistics: (page size of 16384 bytes)
            Pages free:                               10000.
            Pages active:                            300000.
            Pages inactive:                          290000.
            Pages speculative:                         5000.
            Pages wired down:                        100000.
            Pages purgeable:                           2000.
            "Translation faults":                1000000000.
            File-backed pages:                        50000.
            Anonymous pages:                         545000.
            """;

    @Test
    void sysctlLinesAreNamesAndValuesAndOthersAreLeftOut() {
        assertThat(MacReports.sysctl("""
                        machdep.cpu.brand_string: Apple M3 Max
                        hw.memsize: 137438953472
                        sysctl: unknown oid 'hw.nonsense'
                        no colon

                        hw.perflevel1.name: Efficiency
                        """))
                .containsEntry("machdep.cpu.brand_string", "Apple M3 Max")
                .containsEntry("hw.memsize", "137438953472")
                .containsEntry("hw.perflevel1.name", "Efficiency")
                .containsOnlyKeys("machdep.cpu.brand_string", "hw.memsize", "sysctl", "hw.perflevel1.name");
    }

    @Test
    void eachLevelIsAKindOfCoresUnderItsOwnName() {
        assertThat(MacReports.cores(Map.of(
                        "hw.perflevel0.physicalcpu", "6",
                        "hw.perflevel0.name", "Super",
                        "hw.perflevel1.physicalcpu", "8",
                        "hw.perflevel1.name", "Performance",
                        "hw.perflevel2.physicalcpu", "4")))
                .containsExactly(new CoreKind("super", 6), new CoreKind("performance", 8), new CoreKind("", 4));
    }

    @Test
    void oneKindOfCoresHasNoName() {
        List<CoreKind> six = List.of(new CoreKind("", 6));

        assertThat(MacReports.cores(Map.of("hw.physicalcpu", "6"))).isEqualTo(six);
        assertThat(MacReports.cores(Map.of("hw.perflevel0.physicalcpu", "6", "hw.perflevel0.name", "Standard")))
                .isEqualTo(six);
    }

    @Test
    void whatIsMissingOrNoNumberIsNothing() {
        assertThat(MacReports.cores(Map.of())).isEmpty();
        assertThat(MacReports.cores(Map.of("hw.perflevel0.physicalcpu", "many", "hw.physicalcpu", "-1")))
                .isEmpty();
    }

    @Test
    void gpuCoresAreThoseOfTheFirstAdapterThatHasAny() {
        assertThat(MacReports.gpuCores(MacReports.json("""
                        {"SPDisplaysDataType": [
                          {"_name": "an external one", "spdisplays_vram": "8 GB"},
                          {"_name": "Apple M3 Max", "sppci_cores": "40"}]}"""))).isEqualTo(40);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"SPDisplaysDataType\": \"none\"}", "[{\"sppci_cores\": \"many\"}]"})
    void aProfileOfAnotherFormHasNoGpuCores(String text) {
        assertThat(MacReports.gpuCores(MacReports.json(text))).isZero();
    }

    @Test
    void freePagesThoseOfFilesAndGivenUpOnesAreAvailable() {
        assertThat(MacReports.available(VM_STAT)).isEqualTo(62_000L * 16_384);
    }

    @Test
    void statisticsThatLackALineTellNothing() {
        assertThat(MacReports.available(VM_STAT.replace("Pages purgeable", "Pages of another name")))
                .isZero();
        assertThat(MacReports.available("vm_stat: command not found")).isZero();
    }

    @Test
    void whatTheToolsDoNotTellComesFromTheOtherSource() {
        Hardware mac = MacReports.hardware(new MacTexts("", "", ""), 16L << 30, 5L << 30);

        assertThat(mac).isEqualTo(new Hardware(Chip.of(""), List.of(), 0, 16L << 30, 5L << 30));
        assertThat(mac.parts()).isEqualTo("unknown processor");
    }

    @Test
    void theProfileTellsChipAndMemoryWhereSysctlDoesNot() {
        String profile = """
                {"SPHardwareDataType": [{"chip_type": "Apple M2 Pro", "physical_memory": "32 GB"}]}""";
        Hardware mac = MacReports.hardware(new MacTexts("", profile, VM_STAT), 1, 1);

        assertThat(mac.chip()).isEqualTo(Chip.of("Apple M2 Pro"));
        assertThat(mac.memoryBytes()).isEqualTo(32L << 30);
        assertThat(mac.availableBytes()).isEqualTo(62_000L * 16_384);
    }
}

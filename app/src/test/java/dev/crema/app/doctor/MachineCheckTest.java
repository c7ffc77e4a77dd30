package dev.crema.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.doctor.Finding.Status;
import dev.crema.mlx.hardware.Chip;
import dev.crema.mlx.hardware.CoreKind;
import dev.crema.mlx.hardware.Hardware;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineCheckTest {
    private static final long GB = 1L << 30;

    @Test
    void aMacIsDescribedAndAdvised() {
        List<Finding> findings = new MachineCheck(machine("Apple M4 Pro", 30), true).look();

        assertThat(findings).allMatch(finding -> finding.status() == Status.OK);
        assertThat(findings.getFirst().text())
                .isEqualTo("Apple M4 Pro, 10 performance and 4 efficiency cores, 20 GPU cores, memory with 273 GB/s");
        assertThat(findings).extracting(Finding::subject).endsWith("memory", "advice", "advice", "advice", "advice");
        assertThat(findings).extracting(Finding::text).anyMatch(text -> text.contains("weights of 8 bits"));
    }

    @ParameterizedTest
    @CsvSource({
        "Apple M4, true, OK",
        "Apple A18 Pro, true, OK",
        "VirtualApple @ 2.50GHz, true, PROBLEM",
        "Intel(R) Core(TM) i7-9750H CPU @ 2.60GHz, true, PROBLEM",
        "AMD EPYC 9354 32-Core Processor, false, OK"
    })
    void onAMacOnlyAppleSiliconDoes(String chip, boolean mac, Status status) {
        Finding processor = new MachineCheck(machine(chip, 30), mac).look().getFirst();

        assertThat(processor.status()).isEqualTo(status);
        assertThat(processor.fix() == null).isEqualTo(status == Status.OK);
    }

    @Test
    void littleFreeMemoryIsAWarning() {
        assertThat(new MachineCheck(machine("Apple M4", 3), true).look().get(1).status())
                .isEqualTo(Status.WARNING);
    }

    private static Hardware machine(String chip, long freeGb) {
        List<CoreKind> cores = List.of(new CoreKind("performance", 10), new CoreKind("efficiency", 4));
        return new Hardware(Chip.of(chip), cores, 20, 48 * GB, freeGb * GB);
    }
}

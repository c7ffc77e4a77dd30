package dev.crema.app.doctor;

import dev.crema.mlx.hardware.Advice;
import dev.crema.mlx.hardware.Hardware;
import dev.crema.mlx.hardware.HardwareProbe;
import dev.crema.mlx.hardware.MachineAdvice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Processor and memory, and what is advised for them. */
final class MachineCheck implements Check {
    /** Of memory that is free; less holds no model worth using. */
    private static final long LITTLE = 4L << 30;

    private final Hardware hardware;
    private final boolean mac;

    MachineCheck(Hardware hardware) {
        this(hardware, HardwareProbe.onMac());
    }

    /** @param mac whether the machine is a Mac */
    MachineCheck(Hardware hardware, boolean mac) {
        this.hardware = hardware;
        this.mac = mac;
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        findings.add(processor());
        findings.add(memory());
        for (Advice<?> advice : MachineAdvice.of(hardware).all()) {
            findings.add(Finding.ok("advice", advice.reason() + " " + advice.override()));
        }
        return findings;
    }

    private Finding processor() {
        String chip = hardware.chip().name();
        if (mac && chip.startsWith("VirtualApple")) {
            return Finding.problem(
                    "machine",
                    "Java runs translated for Intel processors, where MLX cannot run.",
                    "Install a JDK for Apple silicon (aarch64) and let JAVA_HOME name it.");
        }
        if (mac && !chip.startsWith("Apple")) {
            return Finding.problem(
                    "machine",
                    hardware.parts() + ": MLX needs Apple silicon.",
                    "Run Crema on a Mac with an M1 or newer.");
        }
        int bandwidth = hardware.bandwidth().gigabytesPerSecond();
        String memory = bandwidth == 0
                ? ""
                : ", memory with " + bandwidth + " GB/s" + (hardware.bandwidth().published() ? "" : " (assumed)");
        return Finding.ok("machine", hardware.parts() + memory);
    }

    private Finding memory() {
        String text =
                gigabytes(hardware.memoryBytes()) + " of memory, " + gigabytes(hardware.availableBytes()) + " free";
        return hardware.availableBytes() >= LITTLE
                ? Finding.ok("memory", text)
                : Finding.warning(
                        "memory", text + ": too little for most models", "Close programs that hold much memory.");
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / (double) (1L << 30));
    }
}

package dev.crema.mlx.hardware;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.util.ExecutingCommand;

/** Reads this machine. Thin: what the systems' words mean is decided elsewhere. Safe from any thread. */
public final class HardwareProbe {
    private HardwareProbe() {}

    /** This machine now. Takes up to half a second the first time. What cannot be found out is empty or 0, never an exception. */
    public static Hardware read() {
        HardwareAbstractionLayer layer = new SystemInfo().getHardware();
        GlobalMemory memory = layer.getMemory();
        long total = Math.min(memory.getTotal(), memoryOfThisContainer());
        long available = Math.min(memory.getAvailable(), total);
        return onMac() ? mac(total, available) : other(layer.getProcessor(), total, available);
    }

    /** Whether this is macOS. */
    static boolean onMac() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
    }

    private static Hardware mac(long total, long available) {
        Map<String, String> sysctl = MacReports.sysctl(run("/usr/sbin/sysctl", "machdep.cpu.brand_string", "hw"));
        int[] cores = MacReports.cores(sysctl);
        int gpu = MacReports.gpuCores(run("/usr/sbin/ioreg", "-r", "-d", "1", "-w", "0", "-c", "IOAccelerator"));
        Chip chip = Chip.of(sysctl.getOrDefault("machdep.cpu.brand_string", ""));
        return new Hardware(chip, cores[0], cores[1], gpu, total, available);
    }

    private static Hardware other(CentralProcessor processor, long total, long available) {
        List<Integer> efficiency = processor.getPhysicalProcessors().stream()
                .map(CentralProcessor.PhysicalProcessor::getEfficiency)
                .toList();
        int best = efficiency.stream().mapToInt(Integer::intValue).max().orElse(0);
        int fast = (int) efficiency.stream().filter(each -> each == best).count();
        Chip chip = Chip.of(processor.getProcessorIdentifier().getName());
        return new Hardware(chip, fast, efficiency.size() - fast, 0, total, available);
    }

    /** The JVM knows the limits of containers, OSHI reads the whole machine. */
    private static long memoryOfThisContainer() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    }

    private static String run(String... command) {
        return String.join("\n", ExecutingCommand.runNative(command));
    }
}

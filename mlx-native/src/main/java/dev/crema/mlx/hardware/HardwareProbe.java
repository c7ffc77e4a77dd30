package dev.crema.mlx.hardware;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.util.ExecutingCommand;

/** Reads this machine. Thin: what the systems' words mean is decided elsewhere. Safe from any thread. */
public final class HardwareProbe {
    private HardwareProbe() {}

    /** This machine now. Takes up to a second. What cannot be found out is empty or 0, never an exception. */
    public static Hardware read() {
        HardwareAbstractionLayer layer = new SystemInfo().getHardware();
        GlobalMemory memory = layer.getMemory();
        long total = Math.min(memory.getTotal(), memoryOfThisContainer());
        long available = Math.min(memory.getAvailable(), total);
        return onMac()
                ? MacReports.hardware(macTexts(), total, available)
                : other(layer.getProcessor(), total, available);
    }

    /** Whether this is macOS. */
    public static boolean onMac() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
    }

    private static MacTexts macTexts() {
        return new MacTexts(
                run("/usr/sbin/sysctl", "machdep.cpu.brand_string", "hw"),
                run("/usr/sbin/system_profiler", "-json", "-timeout", "10", "SPHardwareDataType", "SPDisplaysDataType"),
                run("/usr/bin/vm_stat"));
    }

    private static Hardware other(CentralProcessor processor, long total, long available) {
        List<Integer> efficiency = processor.getPhysicalProcessors().stream()
                .map(CentralProcessor.PhysicalProcessor::getEfficiency)
                .toList();
        int best = efficiency.stream().mapToInt(Integer::intValue).max().orElse(0);
        int fast = (int) efficiency.stream().filter(each -> each == best).count();
        int slow = efficiency.size() - fast;
        List<CoreKind> cores = slow == 0
                ? List.of(new CoreKind("", fast))
                : List.of(new CoreKind("performance", fast), new CoreKind("efficiency", slow));
        Chip chip = Chip.of(processor.getProcessorIdentifier().getName());
        return new Hardware(chip, cores, 0, total, available);
    }

    /** The JVM knows the limits of containers, OSHI reads the whole machine. */
    private static long memoryOfThisContainer() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    }

    private static String run(String... command) {
        return String.join("\n", ExecutingCommand.runNative(command));
    }
}

package dev.crema.mlx.hardware;

import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.hardware.GlobalMemory;
import oshi.util.platform.mac.SysctlUtil;

/** Where a {@link MemoryWatch} looks. Called by one thread at a time; may throw. */
@FunctionalInterface
public interface MemorySource {
    /** What is so now. */
    Reading read();

    /**
     * One look.
     *
     * @param kernel the level the system itself states; null where it states none
     * @param availableBytes memory that programs can have without anything being swapped
     * @param totalBytes all memory
     */
    record Reading(@Nullable PressureLevel kernel, long availableBytes, long totalBytes) {}

    /** This machine. On macOS the kernel's own level, elsewhere only sizes. Starts no process. */
    static MemorySource ofThisMachine() {
        GlobalMemory memory = new SystemInfo().getHardware().getMemory();
        boolean mac = HardwareProbe.onMac();
        return () -> new Reading(mac ? kernelLevel() : null, memory.getAvailable(), memory.getTotal());
    }

    private static @Nullable PressureLevel kernelLevel() {
        return PressureLevel.ofKernel(SysctlUtil.sysctl("kern.memorystatus_vm_pressure_level", 0, false));
    }
}

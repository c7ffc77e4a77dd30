package dev.crema.mlx.hardware;

import org.jspecify.annotations.Nullable;

/** How short of memory a machine is. In order of growing need. */
public enum PressureLevel {
    /** There is enough. */
    NORMAL,
    /** The system begins to compress and to swap: caches should shrink. */
    WARN,
    /** Programs are about to stall or to be killed: caches should go. */
    CRITICAL;

    /**
     * The level that macOS's {@code kern.memorystatus_vm_pressure_level} means: 1, 2 and 4, as dispatch's memory pressure
     * events count.
     *
     * @return null for any other value
     */
    static @Nullable PressureLevel ofKernel(int value) {
        return switch (value) {
            case 1 -> NORMAL;
            case 2 -> WARN;
            case 4 -> CRITICAL;
            default -> null;
        };
    }
}

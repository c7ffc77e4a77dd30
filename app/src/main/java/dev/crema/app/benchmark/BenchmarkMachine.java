package dev.crema.app.benchmark;

import dev.crema.mlx.hardware.Hardware;
import dev.crema.mlx.hardware.HardwareProbe;

/**
 * What it was measured on. Nothing in it tells whose machine that is.
 *
 * @param parts processor and cores, for people
 * @param memoryBytes all memory; 0: unknown
 */
public record BenchmarkMachine(String parts, long memoryBytes) {
    /** This one. Takes up to a second. */
    public static BenchmarkMachine current() {
        Hardware hardware = HardwareProbe.read();
        return new BenchmarkMachine(hardware.parts(), hardware.memoryBytes());
    }
}

package dev.crema.mlx.hardware;

/**
 * A machine as far as it decides what a model may take.
 *
 * @param chip its processor
 * @param performanceCores fast cores; all of them where there is one kind
 * @param efficiencyCores slow cores
 * @param gpuCores cores of the built-in GPU; 0: unknown
 * @param memoryBytes all memory, which CPU and GPU share on a Mac
 * @param availableBytes memory that programs can have now without anything being swapped or compressed
 */
public record Hardware(
        Chip chip, int performanceCores, int efficiencyCores, int gpuCores, long memoryBytes, long availableBytes) {}

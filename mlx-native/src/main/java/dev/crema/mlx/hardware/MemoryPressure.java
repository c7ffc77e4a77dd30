package dev.crema.mlx.hardware;

/**
 * What a {@link MemoryWatch} tells.
 *
 * @param level how short memory is, without flutter
 * @param availableBytes memory that programs can have without anything being swapped
 * @param totalBytes all memory
 */
public record MemoryPressure(PressureLevel level, long availableBytes, long totalBytes) {}

package dev.crema.mlx.hardware;

/**
 * What a Mac's own tools print. Empty where one could not be run.
 *
 * @param sysctl of {@code sysctl machdep.cpu.brand_string hw}
 * @param systemProfiler of {@code system_profiler -json SPHardwareDataType SPDisplaysDataType}
 * @param vmStat of {@code vm_stat}
 */
record MacTexts(String sysctl, String systemProfiler, String vmStat) {}

package dev.crema.proxy.observe;

import java.lang.management.ManagementFactory;
import java.util.List;

/** What the Java side of the process uses. Safe from any thread. */
public final class JvmMetrics {
    private JvmMetrics() {}

    /** The numbers now. */
    public static List<Metric> now() {
        return List.of(
                Metric.gauge(
                        "crema_jvm_heap_bytes",
                        "Java heap in use, garbage included.",
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()),
                Metric.gauge(
                        "crema_jvm_threads",
                        "Platform threads; each request's virtual thread is not among them.",
                        ManagementFactory.getThreadMXBean().getThreadCount()));
    }
}

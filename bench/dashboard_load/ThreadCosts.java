import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the threads of the window took of a processor, in ms a second. */
record ThreadCosts(double interfaceThread, double drawing, double pulse) {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    static ThreadCosts over(double seconds) throws InterruptedException {
        Map<String, Long> before = nanos();
        TimeUnit.MILLISECONDS.sleep(Math.round(seconds * 1000));
        Map<String, Long> after = nanos();
        return new ThreadCosts(
                between(before, after, "JavaFX Application Thread", seconds),
                between(before, after, "QuantumRenderer", seconds),
                between(before, after, "crema-pulse", seconds));
    }

    private static Map<String, Long> nanos() {
        Map<String, Long> nanos = new HashMap<>();
        for (ThreadInfo thread : THREADS.dumpAllThreads(false, false)) {
            nanos.merge(thread.getThreadName(), Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId())), Long::sum);
        }
        return nanos;
    }

    private static double between(Map<String, Long> before, Map<String, Long> after, String name, double seconds) {
        return after.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(name))
                        .mapToLong(entry -> entry.getValue() - before.getOrDefault(entry.getKey(), 0L))
                        .sum()
                / 1e6
                / seconds;
    }

    /** The window's own part of a processor: the pulse is the tray's too. */
    double windowShare() {
        return (interfaceThread + drawing) / 1000;
    }

    void print(String name) {
        System.out.printf("| %s | %.2f | %.2f | %.2f |%n", name, interfaceThread, drawing, pulse);
    }
}

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.application.Platform;

/**
 * How long the interface thread took to answer, asked every 5 ms; and how much processor time it used meanwhile: what is more
 * than that, it waited, and on a machine that others use mostly for a processor.
 */
final class Delays {
    private static final long EVERY_NANOS = 5_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());
    private final List<Double> work = Collections.synchronizedList(new ArrayList<>());

    /** Watches it for a time, which begins with something it does. */
    static Delays watch(long interfaceThread, Duration time, Runnable first) throws InterruptedException {
        Delays delays = new Delays();
        AtomicInteger open = new AtomicInteger();
        long end = System.nanoTime() + time.toNanos();
        Platform.runLater(first);
        while (System.nanoTime() < end) {
            delays.ask(interfaceThread, open);
            TimeUnit.NANOSECONDS.sleep(EVERY_NANOS);
        }
        while (open.get() > 0) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return delays;
    }

    private void ask(long thread, AtomicInteger open) {
        open.incrementAndGet();
        long worked = THREADS.getThreadCpuTime(thread);
        long asked = System.nanoTime();
        Platform.runLater(() -> {
            millis.add((System.nanoTime() - asked) / 1e6);
            work.add((THREADS.getThreadCpuTime(thread) - worked) / 1e6);
            open.decrementAndGet();
        });
    }

    void add(Delays others) {
        millis.addAll(others.millis);
        work.addAll(others.work);
    }

    /** The longest that the thread did not answer. */
    double longest() {
        return Collections.max(millis);
    }

    void print(String name) {
        System.out.printf(
                "| %s | %,d | %.2f | %.1f | %.1f | %.1f | %.1f |%n",
                name,
                millis.size(),
                at(millis, 0.5),
                at(millis, 0.99),
                longest(),
                at(work, 0.99),
                Collections.max(work));
    }

    private static double at(List<Double> values, double share) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * share)));
    }
}

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * What the proxy itself costs: the same requests of 100 KB go to Crema, whose lite backend answers without a model, and to a
 * floor that only reads them and writes the same bytes back, in turns, in one run. The difference is Crema's.
 *
 * <p>Arguments: the checkout's folder, and the most milliseconds Crema may add at the median with one connection; above, the
 * exit status is 1.
 */
final class ProxyOverhead {
    private static final int BODY_BYTES = 100 * 1024;
    private static final int VARIANTS = 16;
    private static final Duration WARM_UP = Duration.ofSeconds(12);
    private static final Duration LONGEST = Duration.ofSeconds(6);

    private final Crema crema;
    private final Floor floor = new Floor();
    private final byte[][][] bodies = new byte[2][VARIANTS][];

    private ProxyOverhead(Crema crema) throws IOException {
        this.crema = crema;
        Bodies maker = new Bodies();
        for (int i = 0; i < VARIANTS; i++) {
            bodies[0][i] = maker.body(i, BODY_BYTES, false);
            bodies[1][i] = maker.body(i, BODY_BYTES, true);
        }
    }

    /** Runs it. */
    public static void main(String[] args) throws IOException, InterruptedException {
        double limit = Double.parseDouble(args[1]);
        try (Crema crema = new Crema(Path.of(args[0]))) {
            double added = new ProxyOverhead(crema).run();
            boolean kept = added < limit;
            print("%s: %.2f ms added at the median with one connection; the limit is %.2f ms%n",
                    kept ? "ok" : "FAILED", added, limit);
            System.exit(kept ? 0 : 1);
        }
    }

    private double run() throws IOException, InterruptedException {
        var system = ManagementFactory.getOperatingSystemMXBean();
        print("%d-byte bodies, %s, %s, %d processors, load %.1f%n%n", BODY_BYTES, system.getName(), system.getArch(),
                system.getAvailableProcessors(), system.getSystemLoadAverage());
        cold();
        warmUp();
        print("| answer | connections | server | requests | p50, ms | p90, ms | p99, ms | max, ms | requests/s | CPU, ms |%n");
        print("|---|---|---|---|---|---|---|---|---|---|%n");
        double streamed = compare(true, 1, 500, 1);
        double whole = compare(false, 1, 500, 1);
        compare(true, 32, 5, 8);
        compare(false, 32, 5, 8);
        print("%n");
        return Math.max(streamed, whole);
    }

    private void cold() throws IOException, InterruptedException {
        try (Measure measure = new Measure(crema.port(), 1, requests(crema.port(), true))) {
            print("started in %.2f s;", crema.startTime().toMillis() / 1e3);
            for (int i = 1; i <= 100; i++) {
                measure.round(1);
                if (i == 1 || i == 2 || i == 10 || i == 100) {
                    print(" request %d: %.1f ms%s", i, measure.quantile(1), i == 100 ? "\n\n" : ",");
                }
                measure.forget();
            }
        }
    }

    private void warmUp() throws IOException, InterruptedException {
        long end = System.nanoTime() + WARM_UP.toNanos();
        while (System.nanoTime() < end) {
            for (boolean stream : new boolean[] {true, false}) {
                try (Measure measure = new Measure(crema.port(), 4, requests(crema.port(), stream))) {
                    measure.round(25);
                }
            }
        }
    }

    /** Rounds at both servers in turns; returns the milliseconds that Crema adds at the median. */
    private double compare(boolean stream, int connections, int rounds, int each) throws IOException, InterruptedException {
        byte[][] toFloor = requests(floor.port(), stream);
        try (Measure ours = new Measure(crema.port(), connections, requests(crema.port(), stream))) {
            floor.answer(toFloor[0].length, capture(stream));
            try (Measure theirs = new Measure(floor.port(), connections, toFloor)) {
                ours.round(each);
                theirs.round(each);
                ours.forget();
                theirs.forget();
                Duration before = crema.cpu();
                long end = System.nanoTime() + LONGEST.toNanos();
                for (int i = 0; i < rounds && System.nanoTime() < end; i++) {
                    (i % 2 == 0 ? ours : theirs).round(each);
                    (i % 2 == 0 ? theirs : ours).round(each);
                }
                double cpu = crema.cpu().minus(before).toNanos() / 1e6 / ours.count();
                String kind = stream ? "streamed" : "whole";
                row(kind, connections, "Crema", ours, "%.2f".formatted(cpu));
                row(kind, connections, "floor", theirs, "");
                double added = ours.quantile(0.5) - theirs.quantile(0.5);
                print("| %s | %d | **added** | | **%.2f** | %.2f | %.2f | | | |%n", kind, connections, added,
                        ours.quantile(0.9) - theirs.quantile(0.9), ours.quantile(0.99) - theirs.quantile(0.99));
                return added;
            }
        }
    }

    private byte[] capture(boolean stream) throws IOException {
        try (Connection connection = new Connection(crema.port())) {
            connection.exchange(requests(crema.port(), stream)[0]);
            return connection.answer();
        }
    }

    private byte[][] requests(int port, boolean stream) {
        return Arrays.stream(bodies[stream ? 1 : 0])
                .map(body -> Connection.post(port, body))
                .toArray(byte[][]::new);
    }

    private static void row(String kind, int connections, String server, Measure measure, String cpu) {
        print("| %s | %d | %s | %d | %.2f | %.2f | %.2f | %.2f | %.0f | %s |%n", kind, connections, server, measure.count(),
                measure.quantile(0.5), measure.quantile(0.9), measure.quantile(0.99), measure.quantile(1), measure.rate(), cpu);
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
        System.out.flush();
    }
}

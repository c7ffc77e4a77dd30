import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What an answer costs that is kept: requests of 100 KB, shaped like Claude Code's, to Crema with the lite backend. The same
 * ones again and again are found in memory (L2) or, with that switched off, in the database (L3); new ones are looked up,
 * generated (at once, from a script) and kept. Beside them the same requests with the caches switched off, and a floor that
 * only reads them and writes the same bytes back. The servers take turns.
 *
 * <p>Arguments: the checkout's folder, and the most milliseconds a hit may take at the median in memory and in the database;
 * above, the exit status is 1.
 */
final class AnswerCache {
    private static final int BODY_BYTES = 100 * 1024;
    private static final int VARIANTS = 16;
    private static final int ROUNDS = 300;
    private static final int WARM_UP_ROUNDS = 1000;

    private final Path root;
    private final Path folder;
    private final Bodies bodies = new Bodies();
    private final byte[][] known = new byte[VARIANTS][];
    private int next = 1000;

    private AnswerCache(Path root, Path folder) {
        this.root = root;
        this.folder = folder;
        for (int i = 0; i < VARIANTS; i++) {
            known[i] = bodies.body(i, BODY_BYTES, true);
        }
    }

    /** Runs it. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("crema-answer-cache");
        double[] medians;
        try {
            medians = new AnswerCache(Path.of(args[0]), folder).run();
        } finally {
            delete(folder);
        }
        boolean kept = true;
        for (int i = 0; i < medians.length; i++) {
            double limit = Double.parseDouble(args[1 + i]);
            boolean within = medians[i] < limit;
            kept &= within;
            print("%s: an L%d hit takes %.2f ms at the median; the limit is %.2f ms%n", within ? "ok" : "FAILED", 2 + i,
                    medians[i], limit);
        }
        System.exit(kept ? 0 : 1);
    }

    private double[] run() throws IOException, InterruptedException {
        Map<String, String> off = Map.of("CREMA_CACHING_L2_ENABLED", "false", "CREMA_CACHING_L3_ENABLED", "false");
        // Agents sample; here their answers are repeated all the same.
        Map<String, String> memory = Map.of(
                "CREMA_CACHING_REUSE_SAMPLED", "true", "CREMA_CACHING_L3_PATH", folder.resolve("memory.db").toString());
        Map<String, String> disk = Map.of(
                "CREMA_CACHING_REUSE_SAMPLED", "true", "CREMA_CACHING_L2_ENABLED", "false",
                "CREMA_CACHING_L3_PATH", folder.resolve("disk.db").toString());
        try (Crema none = new Crema(root, off);
                Crema l2 = new Crema(root, memory);
                Crema l3 = new Crema(root, disk);
                Floor floor = new Floor();
                Measure off1 = measure(none.port());
                Measure hits2 = measure(l2.port());
                Measure hits3 = measure(l3.port());
                Measure misses = new Measure(l2.port(), 1, fresh(l2.port()));
                Measure least = floorMeasure(floor, none.port())) {
            List<Measure> all = List.of(least, off1, hits2, hits3, misses);
            rounds(all, WARM_UP_ROUNDS);
            all.forEach(Measure::forget);
            rounds(all, ROUNDS);
            require(l2.port(), "crema_answer_cache_l2_hits_total", WARM_UP_ROUNDS + ROUNDS - VARIANTS);
            require(l3.port(), "crema_answer_cache_l3_hits_total", WARM_UP_ROUNDS + ROUNDS - VARIANTS);
            require(l2.port(), "crema_answer_cache_misses_total", WARM_UP_ROUNDS + ROUNDS);
            print("%d-byte bodies, streamed answers, one connection, %d processors%n%n", BODY_BYTES,
                    Runtime.getRuntime().availableProcessors());
            print("| answer | requests | p50, ms | p90, ms | p99, ms | max, ms |%n|---|---|---|---|---|---|%n");
            row("floor: read and write back", least);
            row("caches off", off1);
            row("L2 hit: from memory", hits2);
            row("L3 hit: from the database", hits3);
            row("miss: looked up, generated at once, kept", misses);
            print("%n");
            return new double[] {hits2.quantile(0.5), hits3.quantile(0.5)};
        }
    }

    private static void rounds(List<Measure> all, int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            for (int m = 0; m < all.size(); m++) {
                all.get((i + m) % all.size()).round(1);
            }
        }
    }

    private Measure measure(int port) throws IOException {
        return new Measure(port, 1, Arrays.stream(known).map(body -> Connection.post(port, body)).toArray(byte[][]::new));
    }

    private Measure floorMeasure(Floor floor, int cremaPort) throws IOException {
        byte[] request = Connection.post(floor.port(), known[0]);
        try (Connection connection = new Connection(cremaPort)) {
            connection.exchange(Connection.post(cremaPort, known[0]));
            floor.answer(request.length, connection.answer());
        }
        return new Measure(floor.port(), 1, new byte[][] {request});
    }

    /** A request for each round, none like another. */
    private byte[][] fresh(int port) {
        byte[][] requests = new byte[WARM_UP_ROUNDS + ROUNDS][];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = Connection.post(port, bodies.body(next++, BODY_BYTES, true));
        }
        return requests;
    }

    /** What was measured must be what the row says. */
    private static void require(int port, String metric, long least) throws IOException {
        try (Connection connection = new Connection(port)) {
            connection.exchange(Connection.get(port, "/metrics"));
            String text = new String(connection.answer(), StandardCharsets.UTF_8);
            long value = text.lines()
                    .filter(line -> line.startsWith(metric + " "))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(metric.length() + 1)))
                    .findFirst()
                    .orElse(-1);
            if (value < least) {
                throw new IOException(metric + " is " + value + ", less than " + least + ": that was not measured");
            }
        }
    }

    private static void row(String name, Measure measure) {
        print("| %s | %d | %.2f | %.2f | %.2f | %.2f |%n", name, measure.count(), measure.quantile(0.5), measure.quantile(0.9),
                measure.quantile(0.99), measure.quantile(1));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
        System.out.flush();
    }
}

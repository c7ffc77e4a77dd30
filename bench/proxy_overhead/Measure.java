import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Connections to one server, and the times of the requests sent over them. */
final class Measure implements AutoCloseable {
    private final List<Connection> connections = new ArrayList<>();
    private final ExecutorService threads;
    private final byte[][] requests;
    private long[] nanos = new long[0];
    private int next;

    Measure(int port, int count, byte[][] requests) throws IOException {
        this.requests = requests;
        for (int i = 0; i < count; i++) {
            connections.add(new Connection(port));
        }
        threads = Executors.newFixedThreadPool(count);
    }

    /** Sends so many requests over each connection, each after the answer to the one before. */
    void round(int each) throws InterruptedException, IOException {
        List<Future<long[]>> results = new ArrayList<>();
        for (Connection connection : connections) {
            int first = next;
            next += each;
            results.add(threads.submit(() -> send(connection, first, each)));
        }
        for (Future<long[]> result : results) {
            try {
                long[] more = result.get();
                int before = nanos.length;
                nanos = Arrays.copyOf(nanos, before + more.length);
                System.arraycopy(more, 0, nanos, before, more.length);
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
        }
    }

    private long[] send(Connection connection, int first, int count) throws IOException {
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            times[i] = connection.exchange(requests[(first + i) % requests.length]);
        }
        return times;
    }

    /** Forgets the times so far. */
    void forget() {
        nanos = new long[0];
    }

    /** Requests since {@link #forget()}. */
    int count() {
        return nanos.length;
    }

    /** Milliseconds that this share of the requests did not exceed; 1 is the longest. */
    double quantile(double share) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, rank - 1)] / 1e6;
    }

    /** Requests a second while the connections were busy. */
    double rate() {
        return connections.size() * nanos.length / (Arrays.stream(nanos).sum() / 1e9);
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        for (Connection connection : connections) {
            connection.close();
        }
    }
}

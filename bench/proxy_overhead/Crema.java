import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Crema of its own: started with the lite backend on a free port, ended with the measurement. */
final class Crema implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Process process;
    private final int port;
    private final Duration startTime;

    /** Starts the launcher of a checkout, which must be built already, and waits until it answers. */
    Crema(Path root) throws IOException, InterruptedException {
        this(root, Map.of());
    }

    /** The same with settings in the environment. */
    Crema(Path root, Map<String, String> settings) throws IOException, InterruptedException {
        port = freePort();
        long begin = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        root.resolve("crema").toString(), "serve", "--backend", "lite", "--port", Integer.toString(port)))
                .redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/null")))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(settings);
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() - begin > START_LIMIT.toNanos()) {
                throw new IOException("Crema did not start; try it by hand: ./crema serve --backend lite");
            }
            Thread.sleep(5);
        }
        startTime = Duration.ofNanos(System.nanoTime() - begin);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() {
        try (Connection connection = new Connection(port)) {
            connection.exchange(Connection.get(port, "/health"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /** From the launcher's start to the first answer. */
    Duration startTime() {
        return startTime;
    }

    /** Processor time it has used. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}

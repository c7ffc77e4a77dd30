package dev.crema.proxy.cache;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real Valkey or Redis server of this machine's packages, on a free port of the loopback. */
final class TeamServer implements AutoCloseable {
    static final String PASSWORD = "s3cret-word";

    final int port = freePort();
    private final Path folder;
    private Process process;

    TeamServer(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        start();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Path binary() {
        for (String name : List.of("valkey-server", "redis-server")) {
            for (String place : System.getenv("PATH").split(File.pathSeparator)) {
                Path candidate = Path.of(place, name);
                if (Files.isExecutable(candidate)) {
                    return candidate;
                }
            }
        }
        throw new AssertionError("This test needs a server of the Redis protocol. Install one: apt-get install -y"
                + " redis-server (or valkey), or on macOS: brew install valkey");
    }

    String url() {
        return "redis://:" + PASSWORD + "@127.0.0.1:" + port + "/3";
    }

    /** Starts it again where it was; it keeps what it held if it ended in order. */
    void start() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(binary().toString()));
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", folder.toString()));
        command.addAll(List.of("--requirepass", PASSWORD, "--appendonly", "yes", "--save", ""));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        long end = System.nanoTime() + 20_000_000_000L;
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("the server did not start: " + Files.readString(folder.resolve("server.log")));
            }
            Thread.sleep(10);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
            socket.setSoTimeout(1000);
            socket.getOutputStream().write("PING\r\n".getBytes());
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Like a crash. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As if its machine hung: connections are taken, nothing is answered. */
    void freeze(boolean frozen) throws IOException, InterruptedException {
        new ProcessBuilder("kill", frozen ? "-STOP" : "-CONT", Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}

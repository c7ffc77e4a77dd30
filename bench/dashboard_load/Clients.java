import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that ask one request after the other, each on its own connection, and read the stream to its end. */
final class Clients implements AutoCloseable {
    private static final String SYSTEM = "You look after a harbour and answer in short words. ".repeat(40);

    private final int port;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();

    Clients(int port, int count) {
        this.port = port;
        for (int i = 0; i < count; i++) {
            int number = i;
            threads.add(Thread.ofVirtual().start(() -> ask(number)));
        }
    }

    private void ask(int client) {
        for (int turn = 0; !ending.get(); turn++) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.getOutputStream().write(request(client, turn));
                if (answered(socket)) {
                    done.incrementAndGet();
                } else {
                    failed.incrementAndGet();
                }
            } catch (IOException e) {
                failed.incrementAndGet();
            }
        }
    }

    private static boolean answered(Socket socket) throws IOException {
        boolean good = false;
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null && !good; line = in.readLine()) {
                good = line.contains("\"message_stop\"");
            }
        }
        return good;
    }

    private byte[] request(int client, int turn) {
        String body = """
                {"model":"claude-opus-5","max_tokens":1000,"stream":true,"system":"%s",
                 "messages":[{"role":"user","content":"Client %d, turn %d: which berths are free?"}],
                 "tools":[{"name":"Berths","description":"Lists the berths.","input_schema":{"type":"object"}}]}""".formatted(SYSTEM, client, turn);
        return ("POST /v1/messages HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n"
                        + "User-Agent: claude-cli/2.1.330\r\nx-claude-code-session-id: session-" + client + "\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    long done() {
        return done.get();
    }

    long failed() {
        return failed.get();
    }

    @Override
    public void close() throws InterruptedException {
        ending.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
    }
}

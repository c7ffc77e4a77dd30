import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The least a server can do: it reads the request's bytes and writes an answer made before. What is left of a request's time
 * is the machine's, its loopback's and the measuring client's. Requests are framed by their known size, not parsed.
 */
final class Floor implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private volatile byte[] answer = new byte[0];
    private volatile int requestBytes;

    Floor() throws IOException {
        Thread.ofPlatform().daemon().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From the next request on, requests have this size and get this answer. Not while requests are on their way. */
    void answer(int size, byte[] bytes) {
        requestBytes = size;
        answer = bytes;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed: the measurement is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[65_536];
            while (true) {
                int left = Integer.MAX_VALUE;
                while (left > 0) {
                    int read = in.read(buffer, 0, Math.min(left, buffer.length));
                    if (read < 0) {
                        return;
                    }
                    left = (left == Integer.MAX_VALUE ? requestBytes : left) - read;
                }
                socket.getOutputStream().write(answer);
            }
        } catch (IOException e) {
            // The client is done.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}

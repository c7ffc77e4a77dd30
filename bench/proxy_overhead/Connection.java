import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A kept-alive HTTP/1.1 connection to a server on this machine that does no more than what is measured: one write, then
 * reads up to the answer's last byte. One thread.
 */
final class Connection implements AutoCloseable {
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final InputStream in;
    private byte[] buffer = new byte[65_536];
    private int filled;

    Connection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = socket.getInputStream();
    }

    /** A whole POST to the Messages API, with the headers Claude Code sends. */
    static byte[] post(int port, byte[] body) {
        byte[] head = ("POST /v1/messages?beta=true HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n"
                        + "Accept: application/json\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
                        + "Content-Type: application/json\r\nUser-Agent: claude-cli/2.1.330 (external, cli)\r\n"
                        + "X-Claude-Code-Session-Id: 5d1f0ed3-7e2c-4c58-9f0e-000000000000\r\nx-app: cli\r\n"
                        + "x-api-key: crema\r\nanthropic-version: 2023-06-01\r\nanthropic-dangerous-direct-browser-access: true\r\n"
                        + "anthropic-beta: claude-code-20250219,context-1m-2025-08-07,interleaved-thinking-2025-05-14,"
                        + "context-management-2025-06-27,prompt-caching-scope-2026-01-05,effort-2025-11-24\r\n"
                        + "Content-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    /** A GET of a path. */
    static byte[] get(int port, String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Sends a request and waits for the last byte of its answer.
     *
     * @return nanoseconds from the first byte's sending to the last one's arrival
     * @throws IOException if the answer is not a whole one with status 200
     */
    long exchange(byte[] request) throws IOException {
        long begin = System.nanoTime();
        socket.getOutputStream().write(request);
        filled = 0;
        int length = -1;
        boolean complete = false;
        while (!complete) {
            if (filled == buffer.length) {
                buffer = Arrays.copyOf(buffer, 2 * filled);
            }
            int read = in.read(buffer, filled, buffer.length - filled);
            if (read < 0) {
                throw new EOFException("the server closed the connection: " + answerText());
            }
            filled += read;
            if (length < 0) {
                length = wholeLength();
            }
            complete = length == Integer.MAX_VALUE ? endsWith(LAST_CHUNK) : length >= 0 && filled >= length;
        }
        long nanos = System.nanoTime() - begin;
        if (buffer[9] != '2' || buffer[10] != '0' || buffer[11] != '0') {
            throw new IOException("unexpected answer: " + answerText());
        }
        return nanos;
    }

    /** The last answer, head and body. */
    byte[] answer() {
        return Arrays.copyOf(buffer, filled);
    }

    private String answerText() {
        return new String(buffer, 0, Math.min(filled, 1000), StandardCharsets.UTF_8);
    }

    /** Bytes of head and body together; -1 while the head is not complete, the largest int for chunks. */
    private int wholeLength() {
        int headEnd = -1;
        for (int i = 0; i + HEAD_END.length <= filled && headEnd < 0; i++) {
            if (Arrays.equals(buffer, i, i + HEAD_END.length, HEAD_END, 0, HEAD_END.length)) {
                headEnd = i + HEAD_END.length;
            }
        }
        if (headEnd < 0) {
            return -1;
        }
        for (String line : new String(buffer, 0, headEnd, StandardCharsets.US_ASCII).split("\r\n")) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                return headEnd + Integer.parseInt(line.substring(15).strip());
            }
        }
        return Integer.MAX_VALUE;
    }

    /** Enough to know the end of these answers: their text holds no carriage return. */
    private boolean endsWith(byte[] end) {
        return filled >= end.length && Arrays.equals(buffer, filled - end.length, filled, end, 0, end.length);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package dev.crema.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final long LIMIT = 1 << 20;
    private static final long HUGE = 300L << 20;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(null, null, TestServer.PING, LIMIT);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aHugeBodyOfUnknownLengthIsRefusedAndTheClientLearnsIt() throws Exception {
        HttpResponse<String> response = server.send(server.request("/v1/messages")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new Generated(HUGE))));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(TestServer.json(response).at("/error/type").asText()).isEqualTo("request_too_large");
    }

    @Test
    void aHugeBodyOfKnownLengthIsRefusedAndTheClientLearnsIt() throws Exception {
        HttpResponse<String> response = server.send(server.request("/v1/chat/completions")
                .POST(HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofInputStream(() -> new Generated(HUGE)), HUGE)));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(TestServer.json(response).at("/error/code").asText()).isEqualTo("request_too_large");
    }

    @Test
    void aHugeBodyIsNotKeptInMemory() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.server.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /v1/messages HTTP/1.1\r\nHost: localhost:" + server.server.port() + "\r\nContent-Length: "
                            + HUGE + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            System.gc();
            long before = used();
            new Generated(HUGE).transferTo(out);
            System.gc();

            assertThat(used() - before).isLessThan(30 << 20);
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void aClientThatAsksFirstIsToldBeforeItSends() throws IOException {
        String answer = server.exchange("POST /v1/messages HTTP/1.1\r\nHost: localhost:" + server.server.port()
                + "\r\nExpect: 100-continue\r\nContent-Length: " + HUGE + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413");
    }

    @Test
    void theInflatedSizeCounts() throws Exception {
        var packed = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(packed)) {
            new Generated(50 << 20).transferTo(zip);
        }

        HttpResponse<String> response = server.send(server.request("/v1/messages")
                .header("content-encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray())));

        assertThat(packed.size()).isLessThan((int) LIMIT);
        assertThat(response.statusCode()).isEqualTo(413);
    }

    @Test
    void aPackedRequestIsAnswered() throws Exception {
        var packed = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(packed)) {
            zip.write(TestServer.messages("Hi", false).getBytes(StandardCharsets.UTF_8));
        }

        HttpResponse<String> response = server.send(server.request("/v1/messages")
                .header("content-encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray())));

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void malformedJsonIsToldWithItsPlaceAndTheConnectionSurvives() throws Exception {
        HttpResponse<String> broken = server.post("/v1/messages", "{\n\"model\": oops}");
        HttpResponse<String> zstd = server.post("/v1/messages", "{}", "content-encoding", "zstd");
        HttpResponse<String> list = server.post("/v1/chat/completions", "[]");

        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(broken).at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(TestServer.json(broken).at("/error/message").asText()).contains("line 2, column");
        assertThat(zstd.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(zstd).at("/error/message").asText()).contains("zstd");
        assertThat(list.statusCode()).isEqualTo(400);
        assertThat(broken.headers().firstValue("connection")).isEmpty();
    }

    @Test
    void aRefusedKeyIsReadableEvenAheadOfALargeBody() throws Exception {
        try (TestServer guarded = TestServer.start(null, "right", TestServer.PING, HUGE)) {
            HttpResponse<String> response = guarded.send(guarded.request("/v1/messages")
                    .header("x-api-key", "wrong")
                    .timeout(Duration.ofSeconds(20))
                    .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new Generated(20 << 20))));

            assertThat(response.statusCode()).isEqualTo(401);
        }
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** An object that never ends. Made while it is read. */
    private static final class Generated extends InputStream {
        private long left;
        private boolean begun;

        Generated(long size) {
            this.left = size;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int size = (int) Math.min(left, length);
            Arrays.fill(buffer, offset, offset + size, (byte) ' ');
            if (!begun) {
                buffer[offset] = '{';
                begun = true;
            }
            left -= size;
            return size;
        }
    }
}

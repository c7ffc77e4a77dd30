package dev.crema.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DisconnectTest {
    private static final Duration SOON = Duration.ofSeconds(3);

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start("""
                {"rules": [
                  {"when": {"text": "prefill"}, "prefillMillis": 60000, "prefillSteps": 600, "steps": [{"text": "x"}]},
                  {"when": {"text": "silent"}, "steps": [{"pauseMillis": 60000}, {"text": "x"}]},
                  {"when": {"text": "decode"}, "steps": [{"text": "word ", "repeat": 6000, "delayMillis": 10}]},
                  {"when": {"text": "flood"}, "steps": [{"text": "0123456789abcdef", "repeat": 200000}]},
                  {"when": {"text": "second"}, "prefillMillis": 1000, "steps": [{"text": "late"}]}],
                 "otherwise": {"steps": [{"text": "short"}]}}
                """);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void leavingDuringPrefillCancels() throws Exception {
        assertLeavingCancels("prefill", true, false);
        assertLeavingCancels("prefill", false, false);
    }

    @Test
    void leavingDuringSilenceCancelsLongBeforeTheNextPing() throws Exception {
        assertLeavingCancels("silent", true, false);
        assertLeavingCancels("silent", false, false);
    }

    @Test
    void leavingDuringDecodeCancels() throws Exception {
        assertLeavingCancels("decode", true, false);
        assertLeavingCancels("decode", false, false);
    }

    @Test
    void aResetConnectionCancels() throws Exception {
        assertLeavingCancels("prefill", false, true);
        assertLeavingCancels("decode", true, true);
    }

    @Test
    void aClientThatDoesNotReadBlocksNobodyElse() throws Exception {
        try (Socket lazy = server.rawPost("/v1/messages", TestServer.messages("flood", true))) {
            awaitActive(1);
            Thread.sleep(500);

            assertThat(server.post("/v1/messages", TestServer.messages("Hi", true))
                            .body())
                    .contains("short");
            assertThat(server.backend.active()).isOne();
            lazy.setSoLinger(true, 0);
        }
        awaitActive(0);
    }

    @Test
    void aNextRequestSentEarlyIsNotTakenForGoingAway() throws Exception {
        try (Socket socket = server.rawPost("/v1/messages", TestServer.messages("second", false))) {
            Thread.sleep(400);
            socket.getOutputStream().write(server.raw("/v1/messages", TestServer.messages("Hi", false)));
            Thread.sleep(100);
            socket.getOutputStream().write(server.raw("/v1/messages", TestServer.messages("Hello", false)));

            String answers = readUntil(socket.getInputStream(), "short", 2);
            assertThat(answers).contains("late");
            assertThat(answers.indexOf("late")).isLessThan(answers.indexOf("short"));
        }
        assertThat(server.backend.cancelled()).isZero();
    }

    private void assertLeavingCancels(String what, boolean stream, boolean reset) throws Exception {
        int cancelled = server.backend.cancelled();
        Socket socket = server.rawPost("/v1/messages", TestServer.messages(what, stream));
        awaitActive(1);
        Thread.sleep(150);
        socket.setSoLinger(reset, 0);
        socket.close();

        awaitActive(0);
        assertThat(server.backend.cancelled()).isEqualTo(cancelled + 1);
        TestServer.await(
                "the request is counted as abandoned",
                SOON,
                () -> server.server.counters().requests().entrySet().stream()
                        .anyMatch(entry -> entry.getKey().status() == 499 && entry.getValue() > cancelled));
    }

    private void awaitActive(int count) throws InterruptedException {
        TestServer.await(count + " active answers", SOON, () -> server.backend.active() == count);
    }

    private static String readUntil(InputStream in, String word, int times) throws IOException {
        StringBuilder read = new StringBuilder();
        byte[] buffer = new byte[8192];
        while (read.toString().split(word, -1).length <= times) {
            int count = in.read(buffer);
            if (count < 0) {
                break;
            }
            read.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
        return read.toString();
    }
}

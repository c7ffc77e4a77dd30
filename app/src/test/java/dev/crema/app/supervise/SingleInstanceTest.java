package dev.crema.app.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class SingleInstanceTest {
    @TempDir
    private Path folder;

    @Test
    void aSecondStartShowsTheFirstOnesWindow() throws Exception {
        CountDownLatch shown = new CountDownLatch(1);
        try (SingleInstance first =
                SingleInstance.acquire(folder, shown::countDown).orElseThrow()) {
            assertThat(SingleInstance.acquire(folder, () -> {})).isEmpty();
            assertThat(shown.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void afterTheFirstHasEndedTheNextStarts() throws Exception {
        SingleInstance.acquire(folder, () -> {}).orElseThrow().close();
        Optional<SingleInstance> next = SingleInstance.acquire(folder, () -> {});
        assertThat(next).isPresent();
        next.get().close();
    }

    @Test
    void onlyWhoKnowsTheWordIsHeardAndOnlyTheUserCanReadIt() throws Exception {
        AtomicInteger shown = new AtomicInteger();
        try (SingleInstance first =
                SingleInstance.acquire(folder, shown::incrementAndGet).orElseThrow()) {
            Path door = folder.resolve("app.door");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(door)))
                    .isEqualTo("rw-------");
            int port = Integer.parseInt(Files.readString(door).split(" ")[0]);
            for (String word : new String[] {"", "0123456789abcdef", "x".repeat(100_000)}) {
                try (Socket socket = new Socket("127.0.0.1", port)) {
                    socket.getOutputStream().write((word + "\n").getBytes(StandardCharsets.US_ASCII));
                } catch (java.io.IOException e) {
                    // It may hang up before all is written.
                }
            }
            assertThat(SingleInstance.acquire(folder, () -> {})).isEmpty();
            for (int i = 0; i < 200 && shown.get() == 0; i++) {
                Thread.sleep(20);
            }
            assertThat(shown).hasValue(1);
        }
    }
}

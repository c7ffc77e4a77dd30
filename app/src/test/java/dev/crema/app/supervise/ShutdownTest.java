package dev.crema.app.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ShutdownTest {
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final Shutdown shutdown = new Shutdown(Duration.ofSeconds(5), () -> ended.add("overdue"));

    @Test
    void whatStartedLastEndsFirst() {
        shutdown.add("model", () -> ended.add("model"));
        shutdown.add("server", () -> ended.add("server"));

        shutdown.run();

        assertThat(ended).containsExactly("server", "model");
    }

    @Test
    void aFailureDoesNotKeepTheNextTaskFromRunning() {
        shutdown.add("model", () -> ended.add("model"));
        shutdown.add("broken", () -> {
            throw new IllegalStateException("of the test");
        });
        shutdown.add("very broken", () -> {
            throw new AssertionError("of the test");
        });

        shutdown.run();

        assertThat(ended).containsExactly("model");
    }

    @Test
    void aSecondRunEndsNothingTwice() {
        shutdown.add("model", () -> ended.add("model"));

        shutdown.run();
        shutdown.run();

        assertThat(ended).containsExactly("model");
    }

    @Test
    void aTaskThatHangsDoesNotHoldTheProcess() throws InterruptedException {
        Shutdown hasty = new Shutdown(Duration.ofMillis(50), () -> ended.add("overdue"));
        CountDownLatch release = new CountDownLatch(1);
        hasty.add("hanging", release::await);

        hasty.run();
        assertThat(ended).containsExactly("overdue");

        release.countDown();
        hasty.await();
    }

    @Test
    void aProcessWithAHangingTaskEndsOnSigterm() throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HangingProgram.class.getName())
                .start();
        assertThat(program.inputReader().readLine()).isEqualTo("running");

        program.destroy();

        assertThat(program.waitFor()).isEqualTo(1);
    }

    @Test
    void awaitReturnsWhenAnotherThreadHasShutDown() throws InterruptedException {
        shutdown.add("model", () -> ended.add("model"));
        Thread.ofVirtual().start(shutdown::run);

        shutdown.await();

        assertThat(ended).containsExactly("model");
    }
}

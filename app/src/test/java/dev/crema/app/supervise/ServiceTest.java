package dev.crema.app.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.Configs;
import dev.crema.app.wiring.Running;
import dev.crema.app.wiring.StartException;
import dev.crema.mlx.engine.TextEngine;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real proxy, started and stopped as a tray does it. */
@Timeout(60)
class ServiceTest {
    @TempDir
    private Path home;

    private final List<String> words = new CopyOnWriteArrayList<>();
    private Service service;

    @AfterEach
    void close() {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void startingOpensThePortAndStoppingClosesIt() throws Exception {
        int port = freePort();
        service = service((closing, progress) -> Running.open(Configs.lite(home, port), closing, progress));
        service.toggle();
        await(state -> state instanceof ServiceState.Up);
        assertThat(answers(port)).isTrue();
        service.toggle();
        await(state -> state instanceof ServiceState.Stopped);
        assertThat(answers(port)).isFalse();
        service.start();
        await(state -> state instanceof ServiceState.Up);
        assertThat(answers(port)).isTrue();
        service.close();
        assertThat(answers(port)).isFalse();
        assertThat(words)
                .containsExactly(
                        "Stopped",
                        "Starting",
                        "Running",
                        "Stopping",
                        "Stopped",
                        "Starting",
                        "Running",
                        "Stopping",
                        "Stopped");
    }

    @Test
    void askingTwiceStartsOnce() throws Exception {
        service = service((closing, progress) -> Running.open(Configs.lite(home, 0), closing, progress));
        service.start();
        service.start();
        await(state -> state instanceof ServiceState.Up);
        service.stop();
        await(state -> state instanceof ServiceState.Stopped);
        assertThat(words).containsExactly("Stopped", "Starting", "Running", "Stopping", "Stopped");
    }

    @Test
    void aFailureIsToldLeavesNothingOpenAndCanBeTriedAgain() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            service = service((closing, progress) -> Running.open(Configs.lite(home, port), closing, progress));
            service.start();
            await(state -> state instanceof ServiceState.Failed);
            assertThat(((ServiceState.Failed) service.state()).text())
                    .contains("port " + port)
                    .contains("choose another port");
            taken.close();
            service.toggle();
            await(state -> state instanceof ServiceState.Up);
            assertThat(answers(port)).isTrue();
        }
    }

    @Test
    void whatWasOpenedBeforeAFailureIsClosed() throws Exception {
        List<String> closed = new CopyOnWriteArrayList<>();
        service = service((closing, progress) -> {
            closing.add("first", () -> closed.add("first"));
            closing.add("second", () -> closed.add("second"));
            throw new StartException("no model");
        });
        service.start();
        await(state -> state instanceof ServiceState.Failed);
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void anEngineThatEndsByItselfIsLoadedAnewButNotForEver() throws Exception {
        BlockingQueue<CompletableFuture<Throwable>> deaths = new LinkedBlockingQueue<>();
        service = service((closing, progress) -> {
            Running running = Running.open(Configs.lite(home, 0), closing, progress);
            CompletableFuture<Throwable> death = new CompletableFuture<>();
            deaths.add(death);
            return new Running(running.config(), running.server(), running.backend(), mortal(death), 0);
        });
        service.start();
        for (int i = 0; i < 4; i++) {
            CompletableFuture<Throwable> next = deaths.take();
            await(state -> state instanceof ServiceState.Up);
            next.complete(new IllegalStateException("the GPU went away"));
        }
        await(state -> state instanceof ServiceState.Failed);
        assertThat(((ServiceState.Failed) service.state()).text())
                .contains("the GPU went away")
                .contains("smaller model");
        assertThat(words.stream().filter("Running"::equals)).hasSize(4);
    }

    private static TextEngine mortal(CompletableFuture<Throwable> death) {
        return (TextEngine) Proxy.newProxyInstance(
                TextEngine.class.getClassLoader(), new Class<?>[] {TextEngine.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("death")) {
                        return death;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private Service service(Service.Opener opener) {
        Service made = new Service(opener, failure -> String.valueOf(failure.getMessage()));
        made.listen(state -> {
            if (words.isEmpty() || !words.getLast().equals(state.word())) {
                words.add(state.word());
            }
        });
        return made;
    }

    private void await(Predicate<ServiceState> wanted) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!wanted.test(service.state()) && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertThat(service.state()).matches(wanted);
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

package dev.crema.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real process, with scripted answers: it starts, answers, ends when told, and keeps to its folder. */
@Timeout(60)
class ServeProcessTest {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");

    @TempDir
    Path home;

    private @Nullable Process process;

    @AfterEach
    void leaveNoProcess() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void itAnswersAndEndsOnSigterm() throws Exception {
        Process server = start("serve", "--backend", "lite", "--port", "0");
        String url = address(server);

        HttpResponse<String> models = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + "/v1/models")).build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(models.statusCode()).isEqualTo(200);

        List<ProcessHandle> children = server.descendants().toList();
        server.destroy();
        assertThat(server.waitFor(15, TimeUnit.SECONDS)).as("ends in time").isTrue();
        assertThat(server.exitValue()).as("128 + SIGTERM").isEqualTo(143);
        assertThat(children).isEmpty();
    }

    @Test
    void whatTheCachesDidIsToldAtTheEndAndByStatsAtAnyTime() throws Exception {
        Path script = Files.writeString(home.resolve("script.json"), """
                {"otherwise": {"usage": {"cacheRead": 900, "cacheCreation": 100, "output": 10}, "steps": [{"text": "Hi"}]}}
                """);
        Process server = start("serve", "--backend", "lite", "--lite-script", script.toString(), "--port", "0");
        BufferedReader console = server.inputReader();
        String url = address(server, console);
        for (int i = 0; i < 3; i++) {
            assertThat(ask(url)).isEqualTo(200);
        }

        String running = output("stats");
        for (int i = 0; i < 40 && !running.contains("a cache helped 3"); i++) {
            Thread.sleep(250);
            running = output("stats");
        }
        assertThat(running).as("while the server runs").contains("a cache helped 3 (100.0 %)");
        server.toHandle().destroy(); // Process.destroy would close its output.
        String end = console.lines().collect(Collectors.joining("\n"));
        assertThat(server.waitFor(15, TimeUnit.SECONDS)).isTrue();

        assertThat(home.resolve("history.db-wal")).as("closed in order").doesNotExist();
        assertThat(end).contains("Since Crema started", "requests                    3", "reused 2,700 (90.0 %)");
        assertThat(output("stats", "--days", "1")).as("afterwards").contains("a cache helped 3 (100.0 %)");
        assertThat(output("stats", "--json")).contains("\"hits\" : 3", "\"models\" : [", "\"projects\" : [");
    }

    @Test
    void aServerThatWasAskedNothingEndsInSilence() throws Exception {
        Process server = start("serve", "--backend", "lite", "--port", "0");
        BufferedReader console = server.inputReader();
        address(server, console);
        server.toHandle().destroy();

        assertThat(console.lines()).noneMatch(line -> line.contains("Since Crema started"));
        assertThat(output("stats")).startsWith("Crema answered no request");
    }

    private static int ask(String url) throws Exception {
        String body = "{\"model\":\"claude-x\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + "/v1/messages"))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** What another command prints. */
    private String output(String... args) throws Exception {
        Process server = process;
        Process command = start(args);
        String printed = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(command.waitFor()).isZero();
        process = server;
        return printed;
    }

    @Test
    void aTakenPortIsOneParagraphAndStatusOne() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process server = start("serve", "--backend", "lite", "--port", String.valueOf(taken.getLocalPort()));
            String errors = new String(server.getErrorStream().readAllBytes());

            assertThat(server.waitFor()).isEqualTo(1);
            assertThat(errors.lines())
                    .singleElement()
                    .asString()
                    .startsWith("crema: ")
                    .contains("--port");
            assertThat(home.resolve("logs/crema.log")).content().contains("StartException", "\tat ");
        }
    }

    @Test
    void aFolderThatCannotBeUsedIsNamed() throws Exception {
        Files.write(home.resolve("logs"), new byte[0]);
        Process server = start("version");
        String errors = new String(server.getErrorStream().readAllBytes());

        assertThat(server.waitFor()).isEqualTo(1);
        assertThat(errors).contains(home.toString(), "CREMA_HOME").doesNotContain("\tat ");
    }

    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("CREMA_"));
        builder.environment().put("CREMA_HOME", home.toString());
        process = builder.start();
        return process;
    }

    private static String address(Process server) throws IOException {
        return address(server, server.inputReader());
    }

    private static String address(Process server, BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher matcher = ADDRESS.matcher(line);
            if (matcher.find()) {
                return matcher.group();
            }
        }
        throw new AssertionError("It ended without an address: "
                + new String(server.getErrorStream().readAllBytes()));
    }
}

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        BufferedReader lines = server.inputReader();
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

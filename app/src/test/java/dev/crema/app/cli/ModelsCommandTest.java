package dev.crema.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelsCommandTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final Map<String, byte[]> FILES = Map.of(
            "config.json", "{\"model_type\": \"qwen3\"}".getBytes(StandardCharsets.UTF_8),
            "tokenizer.json", "{}".getBytes(StandardCharsets.UTF_8),
            "model.safetensors", new byte[3_000_000]);

    @TempDir
    Path home;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer hub;
    private volatile String family = "qwen3";

    @BeforeEach
    void startHub() throws IOException {
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            byte[] body = path.equals("/api/models/org/Tiny/revision/main")
                    ? info().getBytes(StandardCharsets.UTF_8)
                    : FILES.get(path.substring(path.lastIndexOf('/') + 1));
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        hub.start();
        Files.writeString(
                home.resolve("config.json"),
                "{\"hub\": {\"url\": \"http://127.0.0.1:" + hub.getAddress().getPort() + "\"}}");
    }

    @AfterEach
    void stopHub() {
        hub.stop(0);
    }

    @Test
    void aModelIsPulledListedDescribedAndRemoved() {
        assertThat(run("models", "pull", "org/Tiny")).as(err.toString()).isZero();
        assertThat(err.toString()).contains("100 %", "3 MB of 3 MB", "3 of 3 files");
        assertThat(out.toString()).contains("org/Tiny is complete");

        assertThat(run("models")).isZero();
        assertThat(out.toString())
                .contains("Tiny", "3 MB", home.resolve("models/org/Tiny").toString());

        out.getBuffer().setLength(0);
        assertThat(run("models", "info", "Tiny")).isZero();
        assertThat(out.toString()).contains("on disk", "problem");

        assertThat(run("models", "rm", "org/Tiny")).isZero();
        assertThat(home.resolve("models/org")).doesNotExist();
        out.getBuffer().setLength(0);
        run("models", "list");
        assertThat(out.toString()).contains("No model in", "models pull");
    }

    @Test
    void aFamilyThatTheEngineDoesNotRunIsFetchedOnlyIfInsistedOn() {
        family = "granite";

        assertThat(run("models", "pull", "org/Tiny")).isEqualTo(1);
        assertThat(err.toString()).contains("granite", "--anyway").doesNotContain("\tat ");
        assertThat(asked).hasSize(1);

        assertThat(run("models", "pull", "org/Tiny", "--anyway")).isZero();
    }

    @Test
    void failuresAreExplained() {
        assertThat(run("models", "pull", "org/Nothing")).isEqualTo(1);
        assertThat(err.toString()).contains("has no org/Nothing").doesNotContain("\tat ");
        assertThat(run("models", "pull", "no name")).isEqualTo(2);
        assertThat(run("models", "rm", "Nothing")).isEqualTo(1);
        assertThat(run("models", "info", "Nothing")).isEqualTo(1);
        assertThat(err.toString()).contains("no model Nothing", "well known");
    }

    @Test
    void whatWasBegunIsListedAndCanBeRemoved() throws IOException {
        Path work = Files.createDirectories(home.resolve("models/.partial/org--Begun/parts"));
        Files.write(work.resolve("model.safetensors.part"), new byte[2_000_000]);
        Files.writeString(
                work.resolveSibling("pull.json"),
                "{\"repo\": \"org/Begun\", \"revision\": \"main\", \"gguf\": null, \"bytes\": 9000000}");

        run("models");
        assertThat(out.toString()).contains("org/Begun", "2 MB  of 9 MB", "models pull org/Begun");

        assertThat(run("models", "rm", "org/Begun")).as(err.toString()).isZero();
        assertThat(work).doesNotExist();
    }

    @Test
    void nothingButPullAsksTheNetwork() {
        run("models");
        run("models", "list");
        run("models", "list", "--available");
        run("models", "info", "Qwen3-8B-4bit");
        run("models", "rm", "Nothing");

        assertThat(asked).isEmpty();
        assertThat(out.toString())
                .contains("mlx-community/Qwen3-8B-4bit", "about    4.6 GB", "good for", "8.2 billion", "40,960 tokens");
    }

    private String info() {
        return "{\"sha\": \"" + COMMIT + "\", \"config\": {\"model_type\": \"" + family + "\"}, \"siblings\": ["
                + FILES.entrySet().stream()
                        .map(file ->
                                "{\"rfilename\": \"%s\", \"size\": %d, \"lfs\": {\"sha256\": \"%s\", \"size\": %d}}"
                                        .formatted(
                                                file.getKey(),
                                                file.getValue().length,
                                                sha256(file.getValue()),
                                                file.getValue().length))
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private int run(String... args) {
        CommandLine line = CremaCommand.commandLine(home);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }
}

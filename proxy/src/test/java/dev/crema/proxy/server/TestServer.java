package dev.crema.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crema.proxy.backend.lite.LiteBackend;
import dev.crema.proxy.config.CacheConfig;
import dev.crema.proxy.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A real server with a scripted backend on a free port, and clients for it. */
final class TestServer implements AutoCloseable {
    static final Duration PING = Duration.ofSeconds(10);
    private static final JsonMapper MAPPER = new JsonMapper();

    final LiteBackend backend;
    final ProxyServer server;
    final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final Path home;

    private TestServer(LiteBackend backend, Config config) {
        this.backend = backend;
        this.home = config.home();
        this.server = ProxyServer.start(config, backend);
    }

    static TestServer start(String script) {
        return start(script, null, PING, 4 << 20);
    }

    static TestServer start(String script, String apiKey, Duration ping, long maxBody) {
        LiteBackend backend = script == null ? LiteBackend.open(null) : LiteBackend.ofJson(script);
        return new TestServer(backend, config("127.0.0.1", 0, apiKey, ping, maxBody));
    }

    static Config config(String host, int port, String apiKey, Duration ping, long maxBody) {
        Path home = home();
        return new Config(
                home,
                host,
                port,
                Config.BackendKind.LITE,
                null,
                null,
                apiKey,
                maxBody,
                ping,
                null,
                CacheConfig.defaults(home));
    }

    /** A folder of its own for each server: some write there. */
    private static Path home() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "server");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri(String path) {
        return server.address().resolve(path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<Stream<String>> lines(String path, String body) throws IOException, InterruptedException {
        return client.send(
                request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofLines());
    }

    /** A connection that has sent a whole POST. */
    Socket rawPost(String path, String body) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(raw(path, body));
        return socket;
    }

    byte[] raw(String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return ("POST " + path + " HTTP/1.1\r\nHost: localhost:" + server.port()
                        + "\r\nContent-Type: application/json\r\n" + "Content-Length: " + bytes.length + "\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** What a bare request is answered with, up to the connection's end. */
    String exchange(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static String messages(String text, boolean stream) {
        return "{\"model\":\"claude-test\",\"max_tokens\":1000000,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    static String completions(String text, boolean stream) {
        return "{\"model\":\"gpt-test\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                + text + "\"}]}";
    }

    static JsonNode json(HttpResponse<String> response) throws JsonProcessingException {
        return MAPPER.readTree(response.body());
    }

    /** The {@code data:} documents of a stream. */
    static List<JsonNode> data(String body) {
        return body.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> {
                    try {
                        return MAPPER.readTree(line.substring("data: ".length()));
                    } catch (JsonProcessingException e) {
                        throw new AssertionError(line, e);
                    }
                })
                .toList();
    }

    static void await(String what, Duration longest, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).as(what).isTrue();
    }

    @Override
    public void close() {
        server.close();
        backend.close();
        client.shutdownNow();
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.crema.proxy.clients;

import dev.crema.proxy.backend.lite.LiteBackend;
import dev.crema.proxy.config.CacheConfig;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.server.ProxyServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A real server on a free port that asks for a key and says what {@code script.json} says, as for the SDKs in clients/. */
final class ScriptedServer implements AutoCloseable {
    static final String KEY = "secret";

    private final ProxyServer server;

    ScriptedServer() {
        Config config = new Config(
                Path.of("target"),
                "127.0.0.1",
                0,
                Config.BackendKind.LITE,
                null,
                null,
                KEY,
                1 << 20,
                Duration.ofSeconds(10),
                null,
                CacheConfig.defaults(Path.of("target")));
        server = ProxyServer.start(config, LiteBackend.ofJson(script()));
    }

    private static String script() {
        try (InputStream in = ScriptedServer.class.getResourceAsStream("script.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return server.address().toString();
    }

    @Override
    public void close() {
        server.close();
    }
}

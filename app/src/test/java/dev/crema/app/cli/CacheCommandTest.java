package dev.crema.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.mlx.kv.disk.BlockKey;
import dev.crema.mlx.kv.disk.BlockTags;
import dev.crema.mlx.kv.disk.DiskBlockStore;
import dev.crema.mlx.kv.disk.DiskOptions;
import dev.crema.mlx.kv.disk.KvPlane;
import dev.crema.mlx.kv.disk.StoredBlock;
import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.lite.LiteBackend;
import dev.crema.proxy.config.CacheConfig;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.server.ProxyServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CacheCommandTest {
    @TempDir
    Path home;

    private final StringWriter out = new StringWriter();
    private int port;

    @BeforeEach
    void takeAPortOfOurOwn() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Files.writeString(home.resolve("config.json"), "{\"port\": " + port + "}");
    }

    @Test
    void emptyCachesSaySo() {
        assertThat(run("cache")).isZero();
        assertThat(out.toString()).contains("nothing");
    }

    @Test
    void whatIsKeptIsListedByProjectAndForgottenByProject() {
        keep("secret");
        keep("open");
        assertThat(run("cache")).isZero();
        assertThat(out.toString()).contains("secret").contains("open");

        assertThat(run("cache", "clear", "--project", "secret")).isZero();
        out.getBuffer().setLength(0);
        run("cache");
        assertThat(out.toString()).doesNotContain("secret").contains("open");

        assertThat(run("cache", "clear", "--all")).isZero();
        out.getBuffer().setLength(0);
        run("cache");
        assertThat(out.toString()).contains("nothing");
    }

    @Test
    void clearWantsToKnowWhat() {
        keep("open");
        assertThat(run("cache", "clear")).isEqualTo(2);
        run("cache");
        assertThat(out.toString()).contains("open");
    }

    @Test
    void aRunningServerIsAskedInsteadOfItsFiles() {
        keep("open");
        Config config = new Config(
                home,
                "127.0.0.1",
                port,
                Config.BackendKind.LITE,
                null,
                null,
                null,
                1 << 20,
                Duration.ofSeconds(10),
                null,
                CacheConfig.defaults(home));
        try (Backend backend = LiteBackend.open(null);
                ProxyServer server = ProxyServer.start(config, backend)) {
            assertThat(server.port()).isEqualTo(port);
            assertThat(run("cache")).isZero();
            assertThat(out.toString()).as("the lite backend keeps nothing").contains("nothing");
            assertThat(run("cache", "clear", "--all")).isZero();
        }
        run("cache");
        assertThat(out.toString()).as("the files are the server's").contains("open");
    }

    private void keep(String project) {
        BlockKey root = BlockKey.root("model", "f32", 2);
        KvPlane keys = new KvPlane("keys", "F32", new long[] {1, 1, 2, 1}, ByteBuffer.allocate(8));
        BlockTags tags = new BlockTags("model", "tiny", project, true);
        try (DiskBlockStore store = DiskBlockStore.open(
                CacheConfig.defaults(home).kv().ssd().folder(),
                DiskOptions.of(1 << 20, 0, Long.MAX_VALUE, 1 << 20, null))) {
            int[] tokens = {project.hashCode(), 2};
            assertThat(store.offer(StoredBlock.of(root, root, tokens, tags, List.of(keys))))
                    .isTrue();
            assertThat(store.flush(Duration.ofSeconds(10))).isTrue();
        }
    }

    private int run(String... args) {
        CommandLine line = CremaCommand.commandLine(home);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(new StringWriter(), true));
        return line.execute(args);
    }
}

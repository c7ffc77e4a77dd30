package dev.crema.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.doctor.Finding.Status;
import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.lite.LiteBackend;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.Version;
import dev.crema.proxy.server.ProxyServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortCheckTest {
    @TempDir
    Path home;

    @Test
    void aFreePortIsFine() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThat(look(port)).isEqualTo(Finding.ok("port", port + " on 127.0.0.1 is free"));
        assertThat(look(0).status()).isEqualTo(Status.OK);
    }

    @Test
    void aRunningCremaIsFineAndIsNamed() {
        Config any = Configs.of(home, Map.of("CREMA_PORT", "0", "CREMA_BACKEND", "lite"));
        try (Backend backend = LiteBackend.open(null);
                ProxyServer server = ProxyServer.start(any, backend)) {
            Finding finding = look(server.address().getPort());

            assertThat(finding.status()).isEqualTo(Status.OK);
            assertThat(finding.text())
                    .contains(
                            "Crema " + Version.current(),
                            backend.models().getFirst().id());
        }
    }

    @Test
    void anotherProgramIsNamedWithItsProcess() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Finding finding = look(socket.getLocalPort());

            assertThat(finding.status()).isEqualTo(Status.PROBLEM);
            assertThat(finding.text())
                    .contains(
                            "" + socket.getLocalPort(),
                            "(process " + ProcessHandle.current().pid() + ")");
            assertThat(finding.fix()).contains("--port", "CREMA_PORT");
        }
    }

    private Finding look(int port) {
        return new PortCheck(Configs.of(home, Map.of("CREMA_PORT", "" + port)))
                .look()
                .getFirst();
    }
}

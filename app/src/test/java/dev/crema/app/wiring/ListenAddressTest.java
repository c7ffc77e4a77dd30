package dev.crema.app.wiring;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ListenAddressTest {
    @Test
    void aTakenPortIsRefusedWithWhatToDo() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> ListenAddress.requireFree("127.0.0.1", taken.getLocalPort()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContainingAll(String.valueOf(taken.getLocalPort()), "--port");
        }
    }

    @Test
    void portZeroIsAlwaysFree() {
        assertThatCode(() -> ListenAddress.requireFree("127.0.0.1", 0)).doesNotThrowAnyException();
    }
}

package dev.crema.app.wiring;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** The address to listen on. */
public final class ListenAddress {
    private ListenAddress() {}

    /**
     * Finds out before a model is loaded that the port is taken.
     *
     * @throws StartException if this process cannot listen there
     */
    public static void requireFree(String host, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            // As the server itself does: connections of a server that just stopped do not count.
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (UnknownHostException e) {
            throw new StartException(
                    "This machine has no address " + host + ". Choose another with --host; 127.0.0.1 always works.", e);
        } catch (IOException e) {
            throw new StartException(
                    "Cannot listen on " + host + ", port " + port + " (" + e.getMessage()
                            + "). Another program, or another Crema, may use that port: stop it, or choose another port with --port N.",
                    e);
        }
    }
}

package dev.crema.proxy.server;

import java.io.IOException;
import java.io.Serial;

/** The client has closed the connection before its answer was complete. */
final class ClientGoneException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    ClientGoneException() {
        super("The client has closed the connection");
    }
}

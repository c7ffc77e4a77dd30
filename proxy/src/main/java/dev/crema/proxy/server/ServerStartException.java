package dev.crema.proxy.server;

/** The server cannot listen; the message says why and what to do. */
public final class ServerStartException extends RuntimeException {
    /** Why it cannot, in words for the user. */
    public ServerStartException(String message, Throwable cause) {
        super(message, cause);
    }

    static ServerStartException portTaken(String host, int port, Throwable cause) {
        return new ServerStartException(
                "Port " + port + " on " + host + " is already taken by another process. Find it with"
                        + " \"lsof -nP -iTCP:" + port
                        + " -sTCP:LISTEN\" and stop it, or start Crema on another port with"
                        + " --port (0 takes any free one).",
                cause);
    }

    static ServerStartException cannotListen(String host, int port, Throwable cause) {
        return new ServerStartException(
                "Cannot listen on " + host + ", port " + port + ": " + rootMessage(cause)
                        + ". Choose an address of this machine with --host, and with --port a port above 1023.",
                cause);
    }

    private static String rootMessage(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}

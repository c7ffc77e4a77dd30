package dev.crema.proxy.server;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Tells whether the client is still there while nothing is written to it. HTTP/1.1 servers do not read during a request, so
 * nobody else would see that the client has closed its side. Used by the request's own thread, after the body's end: then
 * nobody else reads from the connection.
 */
final class ClientLink {
    /** How often the connection is looked at: a system call each time. */
    private static final long INTERVAL_NANOS = 200_000_000;

    private final Connection connection;
    private final EndPoint endPoint;
    private long lastLookNanos;
    private boolean busy;

    ClientLink(HttpServletRequest request) {
        var core = ServletContextRequest.getServletContextRequest(request);
        this.connection = core.getConnectionMetaData().getConnection();
        this.endPoint = connection.getEndPoint();
        this.lastLookNanos = System.nanoTime() - INTERVAL_NANOS;
        // A long prefill without a byte is no reason to fail the request.
        core.addIdleTimeoutListener(timeout -> false);
    }

    /** Whether the client has closed the connection. Looks at most every 0.2 s. */
    boolean gone() throws IOException {
        long now = System.nanoTime();
        if (busy || now - lastLookNanos < INTERVAL_NANOS) {
            return false;
        }
        lastLookNanos = now;
        ByteBuffer one = BufferUtil.allocate(1);
        int filled = endPoint.fill(one);
        if (filled > 0) {
            keep(one);
        }
        return filled < 0;
    }

    /** The client already sends its next request: the byte goes back to whoever reads that, and we look no more. */
    private void keep(ByteBuffer read) throws IOException {
        busy = true;
        if (!(connection instanceof Connection.UpgradeTo reader)) {
            throw new IOException("The client sent data that cannot be put back");
        }
        reader.onUpgradeTo(read);
    }
}

package dev.crema.proxy.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where server-sent events go. Every call reaches the client before it returns. One thread. */
public interface SseSink {
    /**
     * Sends one event.
     *
     * @param name the {@code event:} line, or null for none
     * @param data one line of JSON, or {@code [DONE]}
     * @throws IOException if the client is gone
     */
    void event(@Nullable String name, String data) throws IOException;

    /**
     * Sends a comment line, which clients ignore.
     *
     * @throws IOException if the client is gone
     */
    void comment(String text) throws IOException;
}

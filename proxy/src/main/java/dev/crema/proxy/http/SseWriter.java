package dev.crema.proxy.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events on an output stream, each with one write and one flush: a frame is one packet, and a slow client
 * blocks nobody but its own thread. Remembers when it last wrote, for keep-alives.
 */
public final class SseWriter implements SseSink {
    private final OutputStream out;
    private final StringBuilder frame = new StringBuilder(512);
    private long lastEventNanos = System.nanoTime();
    private long lastWriteNanos = lastEventNanos;

    /** @param out must send what it holds when flushed */
    public SseWriter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void event(@Nullable String name, String data) throws IOException {
        frame.setLength(0);
        if (name != null) {
            frame.append("event: ").append(name).append('\n');
        }
        frame.append("data: ").append(data).append("\n\n");
        send();
        lastEventNanos = lastWriteNanos;
    }

    @Override
    public void comment(String text) throws IOException {
        frame.setLength(0);
        frame.append(": ").append(text).append("\n\n");
        send();
    }

    private void send() throws IOException {
        out.write(frame.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
        lastWriteNanos = System.nanoTime();
    }

    /** {@link System#nanoTime()} after the last event; comments do not count, because clients do not see them. */
    public long lastEventNanos() {
        return lastEventNanos;
    }

    /** {@link System#nanoTime()} after the last event or comment. */
    public long lastWriteNanos() {
        return lastWriteNanos;
    }
}

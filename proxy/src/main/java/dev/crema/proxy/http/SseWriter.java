package dev.crema.proxy.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events on a response that is opened by the first of them. Each event is one write and one flush: one packet,
 * and a slow client blocks nobody but its own thread. Remembers when it last wrote, for keep-alives. One thread.
 */
public final class SseWriter implements SseSink {
    private final Opener opener;
    private final StringBuilder frame = new StringBuilder(512);
    private @Nullable OutputStream out;
    private long lastEventNanos;
    private long lastWriteNanos;

    /** Begins the response. */
    @FunctionalInterface
    public interface Opener {
        /**
         * Sends the headers.
         *
         * @return where the events go; must send what it holds when flushed
         * @throws IOException if the client is gone
         */
        OutputStream open() throws IOException;
    }

    /** Nothing is sent yet. */
    public SseWriter(Opener opener) {
        this.opener = opener;
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
        OutputStream stream = stream();
        stream.write(frame.toString().getBytes(StandardCharsets.UTF_8));
        stream.flush();
        lastWriteNanos = System.nanoTime();
    }

    /** Sends the headers, if they were not sent yet. */
    public void open() throws IOException {
        stream();
    }

    private OutputStream stream() throws IOException {
        OutputStream opened = out;
        if (opened == null) {
            opened = opener.open();
            out = opened;
            lastEventNanos = System.nanoTime();
            lastWriteNanos = lastEventNanos;
        }
        return opened;
    }

    /** Whether the response has begun. */
    public boolean isOpen() {
        return out != null;
    }

    /** {@link System#nanoTime()} after the last event, or the headers; comments do not count: clients do not see them. */
    public long lastEventNanos() {
        return lastEventNanos;
    }

    /** {@link System#nanoTime()} after the last event or comment, or the headers. */
    public long lastWriteNanos() {
        return lastWriteNanos;
    }
}

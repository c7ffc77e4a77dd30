package dev.crema.proxy.server;

import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.http.SseWriter;
import dev.crema.proxy.http.StreamEncoder;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Sends the answer as it grows, and signs of life while it does not: the protocol's keep-alive when there was no event for
 * the ping interval, and during prefill a comment with the progress when there was no byte for three seconds. Comments do
 * not put off keep-alives, because clients' watchdogs do not see them. One thread.
 */
final class StreamedAnswer implements AnswerWriter {
    private static final long STATUS_NANOS = Duration.ofSeconds(3).toNanos();

    private final Exchange exchange;
    private final StreamEncoder encoder;
    private final long pingNanos;
    private @Nullable SseWriter sse;
    private long lastPingNanos;
    private boolean prefilling = true;
    private int done;
    private int total;

    StreamedAnswer(Exchange exchange, StreamEncoder encoder, Duration pingInterval) {
        this.exchange = exchange;
        this.encoder = encoder;
        this.pingNanos = pingInterval.toNanos();
    }

    @Override
    public void on(ChatEvent event) throws IOException {
        switch (event) {
            case ChatEvent.Progress progress -> {
                done = progress.done();
                total = progress.total();
            }
            case ChatEvent.Started started -> {
                if (total == 0) {
                    total = started.usage().prompt();
                }
            }
            case ChatEvent.TextDelta _,
                    ChatEvent.ThinkingDelta _,
                    ChatEvent.ToolCallStart _,
                    ChatEvent.ToolCallArguments _,
                    ChatEvent.ToolCallEnd _,
                    ChatEvent.Finished _ -> prefilling = false;
        }
        encoder.on(event, open());
    }

    @Override
    public void tick() throws IOException {
        SseWriter out = open();
        long now = System.nanoTime();
        if (now - Math.max(out.lastEventNanos(), lastPingNanos) >= pingNanos) {
            encoder.keepAlive(out);
            lastPingNanos = System.nanoTime();
        } else if (prefilling && now - out.lastWriteNanos() >= STATUS_NANOS) {
            out.comment(status(now));
        }
    }

    private String status(long now) {
        double elapsed = (now - exchange.startNanos()) / 1e9;
        return total == 0
                ? String.format(Locale.ROOT, "status - processing (%.1f s)", elapsed)
                : String.format(
                        Locale.ROOT, "status - processing (%.1f s, %d / %d prompt tokens)", elapsed, done, total);
    }

    @Override
    public boolean started() {
        return sse != null;
    }

    @Override
    public void fail(ChatException failure) throws IOException {
        encoder.fail(failure, exchange.id(), open());
    }

    private SseWriter open() throws IOException {
        SseWriter out = sse;
        if (out == null) {
            out = new SseWriter(exchange.openEvents());
            lastPingNanos = out.lastEventNanos();
            sse = out;
        }
        return out;
    }
}

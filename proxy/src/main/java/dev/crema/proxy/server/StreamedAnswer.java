package dev.crema.proxy.server;

import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.http.SseWriter;
import dev.crema.proxy.http.StreamEncoder;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * Sends the answer as it grows, and signs of life while it does not: the protocol's keep-alive when there was no event for
 * the ping interval, and during prefill a comment with the progress when there was no byte for three seconds. Comments do
 * not put off keep-alives, because clients' watchdogs do not see them. One thread.
 */
final class StreamedAnswer implements AnswerWriter {
    private static final long STATUS_NANOS = Duration.ofSeconds(3).toNanos();
    /** Headers wait this long for a first event, so that a quick failure still gets a status of its own. */
    private static final long HEADERS_NANOS = Duration.ofMillis(50).toNanos();

    private final Exchange exchange;
    private final StreamEncoder encoder;
    private final SseWriter sse;
    private final long pingNanos;
    private final long beginNanos = System.nanoTime();
    private long lastPingNanos = beginNanos;
    private boolean prefilling = true;
    private int done;
    private int total;

    StreamedAnswer(Exchange exchange, StreamEncoder encoder, Duration pingInterval) {
        this.exchange = exchange;
        this.encoder = encoder;
        this.sse = new SseWriter(exchange::openEvents);
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
                total = total == 0 ? started.usage().prompt() : total;
                exchange.mark(started.cache().level());
            }
            case ChatEvent.TextDelta _,
                    ChatEvent.ThinkingDelta _,
                    ChatEvent.ToolCallStart _,
                    ChatEvent.ToolCallArguments _,
                    ChatEvent.ToolCallEnd _,
                    ChatEvent.Finished _ -> prefilling = false;
        }
        encoder.on(event, sse);
    }

    @Override
    public void tick() throws IOException {
        long now = System.nanoTime();
        if (!sse.isOpen() && now - beginNanos < HEADERS_NANOS) {
            return;
        }
        sse.open();
        if (now - lastPingNanos >= pingNanos && now - sse.lastEventNanos() >= pingNanos) {
            encoder.keepAlive(sse);
            lastPingNanos = System.nanoTime();
        } else if (prefilling && now - sse.lastWriteNanos() >= STATUS_NANOS) {
            sse.comment(status(now));
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
        return sse.isOpen();
    }

    @Override
    public void fail(ChatException failure) throws IOException {
        encoder.fail(failure, exchange.id(), sse);
    }
}

package dev.crema.proxy.server;

import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.http.AnswerCollector;
import java.io.IOException;

/** Sends the answer as one document when it is complete. One thread. */
final class WholeAnswer implements AnswerWriter {
    private final Exchange exchange;
    private final AnswerCollector collector;
    private boolean started;

    WholeAnswer(Exchange exchange, AnswerCollector collector) {
        this.exchange = exchange;
        this.collector = collector;
    }

    @Override
    public void on(ChatEvent event) throws IOException {
        collector.on(event);
        if (event instanceof ChatEvent.Finished finished) {
            exchange.mark(finished.cache().level());
            var body = collector.body();
            started = true;
            exchange.json(200, body);
        }
    }

    @Override
    public void tick() {}

    @Override
    public boolean started() {
        return started;
    }

    @Override
    public void fail(ChatException failure) {
        throw failure;
    }
}

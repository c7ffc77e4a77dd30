package dev.crema.proxy.server;

import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import dev.crema.proxy.observe.RequestRecord;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Watches one request and makes its record. One thread. */
final class Meter {
    private final Exchange exchange;
    private String asked = "";
    private String served = "";
    private boolean streamed;
    private int status = 200;
    private Usage usage = new Usage(0, 0, 0, 0);
    private Timings timings = Timings.UNKNOWN;
    private @Nullable Duration timeToFirst;
    private String failure = "";

    Meter(Exchange exchange) {
        this.exchange = exchange;
    }

    void asked(String model, boolean stream) {
        asked = model;
        streamed = stream;
    }

    void served(String model) {
        served = model;
    }

    void on(ChatEvent event) {
        switch (event) {
            case ChatEvent.Progress _ -> {}
            case ChatEvent.Started started -> usage = started.usage();
            case ChatEvent.TextDelta _,
                    ChatEvent.ThinkingDelta _,
                    ChatEvent.ToolCallStart _,
                    ChatEvent.ToolCallArguments _,
                    ChatEvent.ToolCallEnd _ -> {
                if (timeToFirst == null) {
                    timeToFirst = elapsed();
                }
            }
            case ChatEvent.Finished finished -> {
                usage = finished.usage();
                timings = finished.timings();
            }
        }
    }

    /** The client was given this status, because of this failure. */
    void failed(ChatException cause, int givenStatus) {
        failure = cause.kind().name().toLowerCase(Locale.ROOT);
        status = givenStatus;
    }

    /** The client left. */
    void gone() {
        failure = "client_gone";
        status = RequestRecord.CLIENT_GONE;
    }

    RequestRecord record() {
        String agent = exchange.header("user-agent");
        return new RequestRecord(
                exchange.id(),
                exchange.protocol().name(),
                exchange.path(),
                agent == null ? "" : agent.split(" ", 2)[0],
                asked,
                served,
                status,
                streamed,
                usage,
                timings,
                timeToFirst,
                elapsed(),
                failure);
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - exchange.startNanos());
    }
}

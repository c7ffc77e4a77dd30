package dev.crema.proxy.server;

import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import dev.crema.proxy.observe.Caller;
import dev.crema.proxy.observe.Cost;
import dev.crema.proxy.observe.RequestRecord;
import dev.crema.proxy.observe.Valuation;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Watches one request and makes its record. One thread. */
final class Meter {
    private final Exchange exchange;
    private final Instant arrived = Instant.now();
    private String asked = "";
    private String served = "";
    private Caller caller;
    private int messages;
    private boolean streamed;
    private int status = 200;
    private Usage usage = new Usage(0, 0, 0, 0);
    private @Nullable CacheReport cache;
    private Timings timings = Timings.UNKNOWN;
    private @Nullable Duration timeToFirst;
    private String failure = "";

    Meter(Exchange exchange) {
        this.exchange = exchange;
        String agent = exchange.header("user-agent");
        this.caller = Caller.named(agent == null ? "" : agent);
    }

    void asked(ChatRequest request, boolean stream) {
        asked = request.model();
        caller = Caller.of(request.client());
        messages = request.messages().size();
        streamed = stream;
    }

    /** For what is no conversation. */
    void asked(String model) {
        asked = model;
    }

    void served(String model) {
        served = model;
    }

    void on(ChatEvent event) {
        switch (event) {
            case ChatEvent.Progress _ -> {}
            case ChatEvent.Started started -> {
                usage = started.usage();
                cache = started.cache();
            }
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
                cache = finished.cache();
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

    /** Called once, at the request's end. */
    RequestRecord record(Valuation valuation) {
        Duration total = elapsed();
        CacheReport report = cache == null ? CacheReport.NONE : cache;
        return new RequestRecord(
                exchange.id(),
                arrived,
                exchange.protocol().name(),
                exchange.path(),
                caller,
                asked,
                served,
                status,
                streamed,
                messages,
                usage,
                cache,
                cache == null ? 0 : valuation.savedNanos(served, usage, report, timings, total),
                cache == null ? Cost.NONE : valuation.cost(asked, usage, report),
                timings,
                timeToFirst,
                total,
                failure);
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - exchange.startNanos());
    }
}

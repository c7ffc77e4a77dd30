package dev.crema.proxy.server;

import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import dev.crema.proxy.normalize.Normalized;
import dev.crema.proxy.observe.Caller;
import dev.crema.proxy.observe.Cost;
import dev.crema.proxy.observe.RequestRecord;
import dev.crema.proxy.observe.RunningRequest;
import dev.crema.proxy.observe.RunningRequest.Phase;
import dev.crema.proxy.observe.Valuation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Watches one request and makes its record. Written by the request's thread alone; any may ask how it stands with
 * {@link #soFar}, whose parts need not be of the same moment.
 */
final class Meter {
    private final Exchange exchange;
    private final Instant arrived = Instant.now();
    private final ToolUses tools = new ToolUses();
    private volatile boolean conversation;
    private volatile Phase phase = Phase.RECEIVING;
    private volatile long promptNanos;
    private volatile int promptDone;
    private volatile int promptTotal;
    private volatile int pieces;
    private volatile String asked = "";
    private volatile String served = "";
    private volatile Caller caller;
    private volatile int messages;
    private volatile boolean streamed;
    private volatile int status = 200;
    private volatile Usage usage = new Usage(0, 0, 0, 0);
    private volatile @Nullable CacheReport cache;
    private volatile Timings timings = Timings.UNKNOWN;
    private volatile @Nullable Duration timeToFirst;
    private volatile String failure = "";
    private volatile List<String> hygiene = List.of();

    Meter(Exchange exchange) {
        this.exchange = exchange;
        String agent = exchange.header("user-agent");
        this.caller = Caller.named(agent == null ? "" : agent);
    }

    String id() {
        return exchange.id();
    }

    /** It is a conversation's turn, not a question about models or tokens. */
    void answersConversation() {
        conversation = true;
    }

    boolean conversation() {
        return conversation;
    }

    void asked(ChatRequest request, boolean stream) {
        asked = request.model();
        caller = Caller.of(request.client());
        messages = request.messages().size();
        streamed = stream;
        phase = Phase.WAITING;
    }

    /** For what is no conversation. */
    void asked(String model) {
        asked = model;
    }

    void served(String model) {
        served = model;
    }

    /** What the rules of cache hygiene did; they also find out what is worked on, and whether it is a side request. */
    void normalized(Normalized normalized) {
        hygiene = normalized.trace();
        caller = Caller.of(normalized.request().client());
    }

    void on(ChatEvent event) {
        switch (event) {
            case ChatEvent.Progress progress -> {
                promptBegins();
                promptDone = progress.done();
                promptTotal = progress.total();
            }
            case ChatEvent.Started started -> {
                usage = started.usage();
                cache = started.cache();
                promptBegins();
            }
            case ChatEvent.TextDelta _, ChatEvent.ThinkingDelta _ -> piece();
            case ChatEvent.ToolCallStart start -> {
                answerBegins();
                tools.begin(start.name());
            }
            case ChatEvent.ToolCallArguments arguments -> {
                piece();
                tools.add(arguments.json());
            }
            case ChatEvent.ToolCallEnd _ -> tools.end();
            case ChatEvent.Finished finished -> {
                usage = finished.usage();
                timings = finished.timings();
                cache = finished.cache();
            }
        }
    }

    private void promptBegins() {
        if (phase == Phase.WAITING) {
            promptNanos = System.nanoTime();
            phase = Phase.PROMPT;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void piece() {
        answerBegins();
        pieces++;
    }

    private void answerBegins() {
        if (timeToFirst == null) {
            timeToFirst = elapsed();
            phase = Phase.ANSWER;
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
        CacheReport known = cache;
        CacheReport report = known == null ? CacheReport.NONE : known;
        return record(
                usage,
                timings,
                total,
                known == null ? 0 : valuation.savedNanos(served, usage, report, timings, total),
                known == null ? Cost.NONE : valuation.cost(asked, usage, report));
    }

    /** How it stands, while it is answered. Any thread. */
    RunningRequest soFar() {
        Duration total = elapsed();
        Usage known = usage;
        Usage counted = new Usage(known.input(), known.cacheRead(), known.cacheCreation(), pieces);
        return new RunningRequest(
                record(counted, timingsSoFar(total), total, 0, Cost.NONE), phase, promptDone, promptTotal);
    }

    /** From the moments of the events, as the engine tells its own times at the end. */
    private Timings timingsSoFar(Duration total) {
        long begun = promptNanos == 0 ? total.toNanos() : promptNanos - exchange.startNanos();
        Duration first = timeToFirst;
        long answered = first == null ? total.toNanos() : first.toNanos();
        return new Timings(begun, Math.max(0, answered - begun), Math.max(0, total.toNanos() - answered));
    }

    private RequestRecord record(Usage counted, Timings times, Duration total, long savedNanos, Cost cost) {
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
                counted,
                cache,
                savedNanos,
                cost,
                times,
                timeToFirst,
                total,
                failure,
                hygiene,
                tools.all());
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - exchange.startNanos());
    }
}

package dev.crema.proxy.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CachePolicy;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.http.ErrorBody;
import dev.crema.proxy.http.JsonBody;
import io.javalin.http.Context;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its response, in the client's protocol. One thread. */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String ATTRIBUTE = "exchange";
    /** How long the rest of a refused body is read, so that the client gets to the refusal. */
    private static final long DRAIN_NANOS = 10_000_000_000L;

    private final Context context;
    private final Protocol protocol;
    private final String id = RequestIds.next();
    private final long startNanos = System.nanoTime();
    private boolean bodyRead;

    private Exchange(Context context, Protocols protocols) {
        this.context = context;
        this.protocol = protocols.of(context.path(), context::header);
    }

    /** Begins an exchange: gives the request its id and its protocol. */
    static Exchange begin(Context context, Protocols protocols) {
        Exchange exchange = new Exchange(context, protocols);
        context.attribute(ATTRIBUTE, exchange);
        context.res().setHeader("request-id", exchange.id);
        context.res().setHeader("x-request-id", exchange.id);
        return exchange;
    }

    /** The exchange begun for this request. */
    static Exchange of(Context context) {
        Exchange exchange = context.attribute(ATTRIBUTE);
        if (exchange == null) {
            throw new IllegalStateException("No exchange was begun for " + context.path());
        }
        return exchange;
    }

    /** Lets nobody in whom a web page sent. */
    void check(HostGuard hosts) {
        hosts.check(header("host"), header("origin"));
    }

    String id() {
        return id;
    }

    Protocol protocol() {
        return protocol;
    }

    /** {@link System#nanoTime()} at the request's arrival. */
    long startNanos() {
        return startNanos;
    }

    Context context() {
        return context;
    }

    String path() {
        return context.path();
    }

    @Nullable
    String header(String name) {
        return context.header(name);
    }

    /**
     * Reads the body.
     *
     * @throws ChatException if it is too large, or no JSON object
     * @throws IOException if the client is gone
     */
    ObjectNode body(long limit) throws IOException {
        if (context.req().getContentLengthLong() > limit) {
            throw JsonBody.tooLarge(limit);
        }
        bodyRead = true;
        return JsonBody.read(context.req().getInputStream(), header("content-type"), header("content-encoding"), limit);
    }

    /** Answers with a document. */
    void json(int status, JsonNode document) throws IOException {
        HttpServletResponse response = context.res();
        context.status(status);
        response.setStatus(status);
        response.setContentType("application/json");
        send(response, bytes(document));
    }

    /** Answers with text. */
    void text(String contentType, byte[] text) throws IOException {
        HttpServletResponse response = context.res();
        response.setContentType(contentType);
        send(response, text);
    }

    private static void send(HttpServletResponse response, byte[] body) throws IOException {
        response.setContentLength(body.length);
        OutputStream out = response.getOutputStream();
        out.write(body);
        out.flush();
    }

    /** Says in a header where the answer comes from; no effect after headers were sent. */
    void mark(CacheLevel level) {
        context.res().setHeader(CachePolicy.HEADER, level.wireName());
    }

    /** Answers with headers for events, at once; the events are then written to the returned stream. */
    OutputStream openEvents() throws IOException {
        HttpServletResponse response = context.res();
        response.setStatus(200);
        response.setContentType("text/event-stream; charset=utf-8");
        response.setHeader("cache-control", "no-cache");
        response.setHeader("x-accel-buffering", "no");
        response.flushBuffer();
        // The response's own stream: Javalin's wrapper does not pass on flushes.
        return response.getOutputStream();
    }

    /**
     * Answers with a failure; not after anything else was sent.
     *
     * @return the HTTP status
     */
    int fail(ChatException failure) {
        report(failure);
        ErrorBody error = protocol.error(failure, id);
        HttpServletResponse response = context.res();
        try {
            error.headers().forEach(response::setHeader);
            if (failure.kind() == ChatException.Kind.TOO_LARGE) {
                response.setHeader("connection", "close");
            }
            json(error.status(), error.body());
            drain();
        } catch (IOException e) {
            LOG.debug("{}: the client did not wait for its error", id, e);
        }
        return error.status();
    }

    /** Writes down what is a fault of ours. */
    void report(ChatException failure) {
        if (failure.kind() == ChatException.Kind.INTERNAL) {
            LOG.error("{} failed", id, failure);
        }
    }

    /**
     * Reads what the client still sends. Closing before that would reset the connection, and the client would see a broken
     * pipe instead of the reason.
     */
    private void drain() throws IOException {
        if (!bodyRead && header("expect") != null) {
            return; // The client waits for our word and will send nothing.
        }
        ServletInputStream in = context.req().getInputStream();
        byte[] buffer = new byte[65_536];
        long end = System.nanoTime() + DRAIN_NANOS;
        while (in.read(buffer) >= 0 && System.nanoTime() < end) {
            continue;
        }
    }

    private static byte[] bytes(JsonNode document) {
        try {
            return MAPPER.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}

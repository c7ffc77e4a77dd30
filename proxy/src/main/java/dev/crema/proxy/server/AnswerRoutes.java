package dev.crema.proxy.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.normalize.Normalized;
import dev.crema.proxy.normalize.Normalizer;
import dev.crema.proxy.observe.RequestRecord;
import dev.crema.proxy.route.Router;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes that ask a model: answers, streamed and whole from one loop, and token counts. Safe from any thread; each
 * request is served by its own.
 */
final class AnswerRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerRoutes.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(50);

    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

    private final Config config;
    private final Backend backend;
    private final Observation observation;
    private final ActiveAnswers active;
    private final Normalizer normalizer;
    private final Duration wait;

    AnswerRoutes(Config config, Backend backend, Observation observation, ActiveAnswers active) {
        this.config = config;
        this.backend = backend;
        this.observation = observation;
        this.active = active;
        this.normalizer = new Normalizer(config.caching().disabledRules());
        Duration fraction = config.pingInterval().dividedBy(8);
        this.wait = fraction.compareTo(LONGEST_WAIT) < 0 ? fraction : LONGEST_WAIT;
    }

    /** Answers a conversation. */
    void answer(Exchange exchange) {
        measured(exchange, meter -> {
            meter.answersConversation();
            Protocol.Call call =
                    exchange.protocol().decode(exchange.body(config.maxBodyBytes()), exchange::header, exchange.id());
            meter.asked(call.request(), call.stream());
            ChatRequest request = routed(call.request(), meter);
            try (ChatStream stream = backend.start(request)) {
                carry(exchange, stream, writer(exchange, call), meter);
            }
        });
    }

    /** Counts a prompt's tokens. */
    void countTokens(Exchange exchange) {
        measured(exchange, meter -> {
            ChatRequest request =
                    exchange.protocol().decodeForCount(exchange.body(config.maxBodyBytes()), exchange::header);
            meter.asked(request, false);
            int tokens = backend.countTokens(routed(request, meter));
            exchange.json(200, JsonNodeFactory.instance.objectNode().put("input_tokens", tokens));
        });
    }

    private ChatRequest routed(ChatRequest request, Meter meter) {
        ModelInfo model = Router.route(request.model(), backend.models());
        meter.served(model.id());
        Normalized normalized = normalizer.normalize(request);
        meter.normalized(normalized);
        if (LOG.isDebugEnabled() && !normalized.changes().isEmpty()) {
            LOG.debug("{}: {}", request.client().requestId(), String.join("; ", normalized.trace()));
        }
        return normalized.request().withModel(model.id());
    }

    private AnswerWriter writer(Exchange exchange, Protocol.Call call) {
        return call.stream()
                ? new StreamedAnswer(exchange, call.encoder(), config.pingInterval())
                : new WholeAnswer(exchange, call.collector());
    }

    /** Takes events until the end; a failure becomes an event if the client already reads, else it is thrown. */
    private void carry(Exchange exchange, ChatStream stream, AnswerWriter writer, Meter meter) throws IOException {
        try {
            take(stream, writer, new ClientLink(exchange.context().req()), meter);
        } catch (InterruptedException e) {
            end(exchange, writer, active.reason(exchange.id()), meter);
        } catch (ChatException e) {
            end(exchange, writer, e, meter);
        } catch (RuntimeException | Error e) {
            end(exchange, writer, internal(exchange, e), meter);
        }
    }

    private void take(ChatStream stream, AnswerWriter writer, ClientLink client, Meter meter)
            throws IOException, InterruptedException {
        ChatEvent event = stream.next(FIRST_WAIT);
        while (!(event instanceof ChatEvent.Finished)) {
            if (event != null) {
                meter.on(event);
                writer.on(event);
            }
            active.check(meter.id());
            if (client.gone()) {
                throw new ClientGoneException();
            }
            writer.tick();
            event = stream.next(writer.started() ? wait : FIRST_WAIT);
        }
        meter.on(event);
        writer.on(event);
    }

    private static void end(Exchange exchange, AnswerWriter writer, ChatException failure, Meter meter)
            throws IOException {
        if (!writer.started()) {
            throw failure;
        }
        exchange.report(failure);
        meter.failed(failure, 200);
        writer.fail(failure);
    }

    /** Does a request's work: counted, logged, refused while the server stops, its failure told to the client. */
    void measured(Exchange exchange, Work work) {
        observation.begin();
        Meter meter = new Meter(exchange);
        try {
            active.enter(meter);
            try {
                run(exchange, work, meter);
            } finally {
                active.leave(meter);
            }
        } catch (ChatException e) {
            meter.failed(e, exchange.fail(e));
        } catch (IOException e) {
            LOG.debug("{}: the client is gone", exchange.id(), e);
            meter.gone();
        } catch (RuntimeException | Error e) {
            ChatException failure = internal(exchange, e);
            meter.failed(failure, exchange.fail(failure));
        } finally {
            observation.end(meter);
            active.forget(meter);
        }
    }

    /** A write that an interrupt broke is no client that left. */
    private void run(Exchange exchange, Work work, Meter meter) throws IOException {
        try {
            work.run(meter);
        } catch (IOException e) {
            if (!active.cancelled(exchange.id())) {
                throw e;
            }
            meter.failed(active.reason(exchange.id()), RequestRecord.CLIENT_GONE);
        }
    }

    /** What a client is told whose request's thread was interrupted. */
    ChatException interrupted(Exchange exchange) {
        return active.reason(exchange.id());
    }

    /** The client learns where to look, not what is inside. */
    static ChatException internal(Exchange exchange, Throwable cause) {
        return new ChatException(
                ChatException.Kind.INTERNAL,
                "Crema failed to answer. Its log tells more under " + exchange.id() + ".",
                0,
                cause);
    }

    /** What a request does, watched. */
    interface Work {
        void run(Meter meter) throws IOException;
    }
}

package dev.crema.proxy.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.Version;
import dev.crema.proxy.observe.JvmMetrics;
import dev.crema.proxy.observe.Metric;
import dev.crema.proxy.observe.PrometheusText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The routes that do not ask a model: which models there are, and how the server does. Safe from any thread. */
final class SystemRoutes {
    private final Config config;
    private final Backend backend;
    private final Observation observation;
    private final long startNanos = System.nanoTime();

    SystemRoutes(Config config, Backend backend, Observation observation) {
        this.config = config;
        this.backend = backend;
        this.observation = observation;
    }

    /** All models, in the shape of the client's vendor. */
    void models(Exchange exchange) throws IOException {
        exchange.json(200, exchange.protocol().models(backend.models(), exchange.context()::queryParam));
    }

    /** One model, in the shape of the client's vendor. */
    void model(Exchange exchange, String id) throws IOException {
        exchange.json(200, exchange.protocol().model(backend.models(), id));
    }

    /** For people and supervisors. */
    void health(Exchange exchange) throws IOException {
        List<ModelInfo> models = backend.models();
        ObjectNode health = JsonNodeFactory.instance.objectNode();
        health.put("status", models.isEmpty() ? "loading" : "ok");
        health.put("version", Version.current());
        health.put("backend", config.backend().name().toLowerCase(Locale.ROOT));
        health.put("model", models.isEmpty() ? null : models.getFirst().id());
        health.put("uptime_seconds", uptime().toSeconds());
        health.put("active_requests", observation.counters().snapshot().active());
        exchange.json(200, health);
    }

    /** For Prometheus. */
    void metrics(Exchange exchange) throws IOException {
        List<Metric> others = Stream.of(backend.metrics(), observation.history().metrics(), JvmMetrics.now())
                .flatMap(List::stream)
                .toList();
        String text = PrometheusText.of(observation.counters().snapshot(), uptime(), others);
        exchange.text(PrometheusText.CONTENT_TYPE, text.getBytes(StandardCharsets.UTF_8));
    }

    /** For people who open the address in a browser, and for clients that only look whether somebody is there. */
    void root(Exchange exchange) throws IOException {
        String text = "Crema " + Version.current() + " is running.\n"
                + "Anthropic clients: ANTHROPIC_BASE_URL is this address. OpenAI clients: add /v1.\n";
        exchange.text("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    private Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}

package dev.crema.proxy.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.observe.Metric;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the caches hold, and how to make them forget it. Safe from any thread. */
final class CacheRoutes {
    private final Backend backend;

    CacheRoutes(Backend backend) {
        this.backend = backend;
    }

    /** {@code GET /api/cache}: bytes on disk by project, and every number that the tiers tell. */
    void contents(Exchange exchange) throws IOException {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ObjectNode projects = document.putObject("bytes_by_project");
        backend.bytesByProject().forEach(projects::put);
        ObjectNode numbers = document.putObject("numbers");
        for (Metric metric : backend.metrics()) {
            numbers.put(metric.name(), metric.value());
        }
        exchange.json(200, document);
    }

    /** {@code DELETE /api/cache}: forgets everything, or what belongs to {@code project}. */
    void forget(Exchange exchange) throws IOException {
        @Nullable String project = exchange.context().queryParam("project");
        backend.forget(project);
        exchange.json(200, JsonNodeFactory.instance.objectNode().put("forgotten", project == null ? "all" : project));
    }
}

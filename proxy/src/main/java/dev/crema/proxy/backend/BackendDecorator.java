package dev.crema.proxy.backend;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.observe.Metric;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A backend in front of another: passes everything on but what a subclass does itself. Safe from any thread. */
public abstract class BackendDecorator implements Backend {
    /** The one behind. */
    protected final Backend backend;

    /** In front of {@code backend}, which it closes with itself. */
    protected BackendDecorator(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<ModelInfo> models() {
        return backend.models();
    }

    @Override
    public int countTokens(ChatRequest request) {
        return backend.countTokens(request);
    }

    @Override
    public ChatStream start(ChatRequest request) {
        return backend.start(request);
    }

    @Override
    public ChatStream warm(ChatRequest head) {
        return backend.warm(head);
    }

    @Override
    public Map<String, Long> bytesByProject() {
        return backend.bytesByProject();
    }

    @Override
    public void forget(@Nullable String project) {
        backend.forget(project);
    }

    @Override
    public List<Metric> metrics() {
        return backend.metrics();
    }

    @Override
    public void close() {
        backend.close();
    }
}

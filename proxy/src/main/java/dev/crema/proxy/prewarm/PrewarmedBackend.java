package dev.crema.proxy.prewarm;

import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.observe.Metric;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A backend whose conversations' heads are noted, so that the next start can compute them ahead. Safe from any thread. */
public final class PrewarmedBackend implements Backend {
    private final Backend backend;
    private final RecentHeads heads;

    /** Owns neither. */
    public PrewarmedBackend(Backend backend, RecentHeads heads) {
        this.backend = backend;
        this.heads = heads;
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
        ChatStream stream = backend.start(request);
        heads.note(request);
        return stream;
    }

    @Override
    public Map<String, Long> bytesByProject() {
        return backend.bytesByProject();
    }

    @Override
    public ChatStream warm(ChatRequest head) {
        return backend.warm(head);
    }

    @Override
    public void forget(@Nullable String project) {
        heads.forget(project);
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

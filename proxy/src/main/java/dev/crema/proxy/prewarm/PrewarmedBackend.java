package dev.crema.proxy.prewarm;

import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.BackendDecorator;
import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.chat.ChatRequest;
import org.jspecify.annotations.Nullable;

/** A backend whose conversations' heads are noted, so that the next start can compute them ahead. Safe from any thread. */
public final class PrewarmedBackend extends BackendDecorator {
    private final RecentHeads heads;

    /** Closes the backend with itself, not the heads. */
    public PrewarmedBackend(Backend backend, RecentHeads heads) {
        super(backend);
        this.heads = heads;
    }

    @Override
    public ChatStream start(ChatRequest request) {
        ChatStream stream = backend.start(request);
        heads.note(request);
        return stream;
    }

    @Override
    public void forget(@Nullable String project) {
        heads.forget(project);
        backend.forget(project);
    }
}

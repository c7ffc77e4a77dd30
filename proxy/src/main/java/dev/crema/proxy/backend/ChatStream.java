package dev.crema.proxy.backend;

import dev.crema.proxy.chat.ChatEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The events of one answer, taken by the request's own thread. Taking with a timeout lets that thread send keep-alives
 * itself, so that a response has one writer and needs no lock.
 */
public interface ChatStream extends AutoCloseable {
    /**
     * The next event, or null if none came in time. Not called again after {@link ChatEvent.Finished}.
     *
     * @throws dev.crema.proxy.chat.ChatException if the answer fails
     * @throws InterruptedException if the server stops
     */
    @Nullable
    ChatEvent next(Duration timeout) throws InterruptedException;

    /** Cancels the answer if it still runs. Idempotent. */
    @Override
    void close();
}

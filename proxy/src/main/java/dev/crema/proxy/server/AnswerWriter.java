package dev.crema.proxy.server;

import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import java.io.IOException;

/** How an answer reaches its client: as it grows, or whole. One thread. */
sealed interface AnswerWriter permits StreamedAnswer, WholeAnswer {
    /** Takes the next event, {@link ChatEvent.Finished} being the last. */
    void on(ChatEvent event) throws IOException;

    /** Time has passed, with or without events: a moment to say that work goes on. */
    void tick() throws IOException;

    /** Whether something was sent, so that a failure can no longer have a status of its own. */
    boolean started();

    /** Ends a started answer with a failure. */
    void fail(ChatException failure) throws IOException;
}

package dev.crema.proxy.server;

import dev.crema.proxy.chat.ChatException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The threads that are answering, so that a stop can end them. Safe from any thread. */
final class ActiveAnswers {
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /** The refusal of work when the server stops. */
    static ChatException stopped() {
        return new ChatException(
                ChatException.Kind.OVERLOADED, "Crema is stopping. Try again when it is running again.", 5, null);
    }

    /**
     * The current thread begins an answer.
     *
     * @throws ChatException if the server is stopping
     */
    void enter() {
        threads.add(Thread.currentThread());
        if (stopping) {
            leave();
            throw stopped();
        }
    }

    /** The current thread is done. */
    void leave() {
        threads.remove(Thread.currentThread());
        // An interrupt meant for the answer must not hit what the thread does next.
        Thread.interrupted();
    }

    /** Lets nobody in any more, and interrupts those inside. */
    void stop() {
        stopping = true;
        threads.forEach(Thread::interrupt);
    }
}

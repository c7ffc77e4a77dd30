package dev.crema.proxy.server;

import dev.crema.proxy.chat.ChatException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

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
        check();
        threads.add(Thread.currentThread());
    }

    /** The current thread is done. */
    void leave() {
        threads.remove(Thread.currentThread());
        // An interrupt meant for the answer must not hit what the thread does next.
        Thread.interrupted();
    }

    /**
     * To be asked between any two steps of an answer.
     *
     * @throws ChatException if the server is stopping
     */
    void check() {
        if (stopping) {
            throw stopped();
        }
    }

    /**
     * Lets nobody in any more and waits until those inside have ended their answers; those who cannot, because their clients
     * do not read or do not write, are interrupted at the end of the patience. Not at once: an interrupt that hits a write
     * breaks the connection before the client is told why.
     */
    void stop(Duration patience) {
        stopping = true;
        long end = System.nanoTime() + patience.toNanos();
        while (!threads.isEmpty()
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(5_000_000);
        }
        threads.forEach(Thread::interrupt);
    }
}

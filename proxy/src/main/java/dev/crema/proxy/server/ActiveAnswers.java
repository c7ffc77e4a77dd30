package dev.crema.proxy.server;

import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.observe.RunningRequest;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Who is answering, so that it can be shown and ended. Safe from any thread. */
final class ActiveAnswers {
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /** One answer under way. */
    private static final class Answer {
        final Meter meter;
        final Thread thread = Thread.currentThread();
        volatile boolean cancelled;
        private boolean left; // guarded by this

        Answer(Meter meter) {
            this.meter = meter;
        }

        synchronized void interrupt() {
            if (!left) {
                thread.interrupt();
            }
        }

        /** An interrupt meant for the answer must not hit what the thread does next. */
        synchronized void leave() {
            left = true;
            Thread.interrupted();
        }
    }

    /**
     * The current thread begins an answer.
     *
     * @throws ChatException if the server is stopping
     */
    void enter(Meter meter) {
        if (stopping) {
            throw stopped();
        }
        answers.put(meter.id(), new Answer(meter));
    }

    /** The current thread has answered; nobody interrupts it any more. */
    void leave(Meter meter) {
        Answer answer = answers.get(meter.id());
        if (answer != null) {
            answer.leave();
        }
    }

    /** It is noted among those that ended: before that it is still one of {@link #running}. */
    void forget(Meter meter) {
        answers.remove(meter.id());
    }

    /**
     * To be asked between any two steps of an answer.
     *
     * @throws ChatException if the server is stopping, or the answer is cancelled
     */
    void check(String id) {
        if (stopping || cancelled(id)) {
            throw reason(id);
        }
    }

    /** Whether a person has ended it. */
    boolean cancelled(String id) {
        Answer answer = answers.get(id);
        return answer != null && answer.cancelled;
    }

    /** What a client is told whose answer is ended from here. */
    ChatException reason(String id) {
        return cancelled(id)
                ? new ChatException(
                        ChatException.Kind.CANCELLED,
                        "This request was cancelled in Crema's window. Send it again if it is still wanted.")
                : stopped();
    }

    private static ChatException stopped() {
        return new ChatException(
                ChatException.Kind.OVERLOADED, "Crema is stopping. Try again when it is running again.", 5, null);
    }

    /** The conversations being answered, the newest first. */
    List<RunningRequest> running() {
        return answers.values().stream()
                .filter(answer -> answer.meter.conversation())
                .map(answer -> answer.meter.soFar())
                .sorted(Comparator.comparing(
                                (RunningRequest request) -> request.soFar().arrived())
                        .reversed())
                .toList();
    }

    /**
     * Ends an answer; returns at once. As {@link #stop}, it interrupts who does not end within the patience.
     *
     * @return false if there is none of that id
     */
    boolean cancel(String id, Duration patience) {
        Answer answer = answers.get(id);
        if (answer == null) {
            return false;
        }
        answer.cancelled = true;
        Thread.ofVirtual().name("crema-cancel").start(() -> {
            await(patience, () -> answers.get(id) != answer);
            answer.interrupt();
        });
        return true;
    }

    /**
     * Lets nobody in any more and waits until those inside have ended their answers; those who cannot, because their clients
     * do not read or do not write, are interrupted at the end of the patience. Not at once: an interrupt that hits a write
     * breaks the connection before the client is told why.
     */
    void stop(Duration patience) {
        stopping = true;
        await(patience, answers::isEmpty);
        answers.values().forEach(Answer::interrupt);
    }

    private static void await(Duration patience, BooleanSupplier done) {
        long end = System.nanoTime() + patience.toNanos();
        while (!done.getAsBoolean()
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(5_000_000);
        }
    }
}

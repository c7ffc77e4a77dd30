package dev.crema.proxy.cache;

import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.toolcall.CallIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One generation that several equal requests read. A virtual thread of its own takes the backend's events; each request reads
 * them all at its own pace. When the last reader leaves before the end, the generation is cancelled.
 *
 * <p>The lock guards everything below it; nothing foreign is called while it is held.
 */
final class SharedAnswer {
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final long beginNanos = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<ChatEvent> events = new ArrayList<>();
    private @Nullable RuntimeException failure;
    private @Nullable Thread pump;
    private int readers = 1;
    private boolean abandoned;
    private boolean complete;
    private long nanos;

    /** What is done with the events of a complete answer, before its end is told: keep it. */
    interface Keeper {
        void keep(List<ChatEvent> events, long nanos);
    }

    /** The first request's reader; it is counted already. */
    ChatStream leader() {
        return new Reader(null);
    }

    /**
     * Another request's reader, or null if this answer has failed or was given up.
     *
     * @param model what that request calls the model
     */
    @Nullable
    ChatStream join(String model) {
        lock.lock();
        try {
            if (abandoned || failure != null) {
                return null;
            }
            readers++;
            return new Reader(model);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins to take a stream's events, and closes it at the end.
     *
     * @param keeper called with a complete answer
     * @param end called when this is over, however it ended
     */
    void run(ChatStream source, Keeper keeper, Runnable end) {
        Thread thread = Thread.ofVirtual().name("crema-answer").unstarted(() -> pump(source, keeper, end));
        lock.lock();
        try {
            pump = thread;
            thread.start();
            if (abandoned || failure != null) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    private void pump(ChatStream source, Keeper keeper, Runnable end) {
        try (source) {
            boolean finished = false;
            while (!finished) {
                ChatEvent event = source.next(WAIT);
                if (event instanceof ChatEvent.Finished) {
                    // Before its clients know: what they ask next finds the backend free and the answer kept.
                    source.close();
                    keeper.keep(withLast(event), System.nanoTime() - beginNanos);
                    finished = true;
                }
                if (event != null) {
                    publish(event, finished);
                }
            }
        } catch (InterruptedException e) {
            fail(cancelled());
        } catch (RuntimeException | Error e) {
            fail(e instanceof RuntimeException exception ? exception : new IllegalStateException(e));
        } finally {
            end.run();
        }
    }

    private List<ChatEvent> withLast(ChatEvent last) {
        lock.lock();
        try {
            List<ChatEvent> all = new ArrayList<>(events);
            all.add(last);
            return all;
        } finally {
            lock.unlock();
        }
    }

    private void publish(ChatEvent event, boolean last) {
        lock.lock();
        try {
            nanos = System.nanoTime() - beginNanos;
            complete = last;
            events.add(event);
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Every reader gets this failure after the events so far; whoever comes later does not join. */
    void fail(RuntimeException cause) {
        lock.lock();
        try {
            if (failure == null && !complete) {
                failure = cause;
            }
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends it for all readers. */
    void cancel() {
        fail(cancelled());
        interrupt();
    }

    private static ChatException cancelled() {
        return new ChatException(
                ChatException.Kind.OVERLOADED, "The answer was cancelled. Ask again when Crema is running.", 5, null);
    }

    private void interrupt() {
        lock.lock();
        try {
            if (pump != null) {
                pump.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        boolean last;
        lock.lock();
        try {
            readers--;
            last = readers == 0 && !complete;
            abandoned |= last;
        } finally {
            lock.unlock();
        }
        if (last) {
            interrupt();
        }
    }

    /** One request's place in the answer; read by that request's thread. */
    private final class Reader implements ChatStream {
        private final @Nullable String model;
        private int next;
        private boolean closed;

        /** A follower's, with its model's name; the leader's without. */
        Reader(@Nullable String model) {
            this.model = model;
        }

        @Override
        public @Nullable ChatEvent next(Duration timeout) throws InterruptedException {
            ChatEvent event;
            lock.lockInterruptibly();
            try {
                long left = timeout.toNanos();
                while (next == events.size()) {
                    if (failure != null) {
                        throw copy(failure);
                    }
                    if (left <= 0) {
                        return null;
                    }
                    left = more.awaitNanos(left);
                }
                event = events.get(next++);
            } finally {
                lock.unlock();
            }
            return model == null ? event : forFollower(event, model);
        }

        /** As from memory: nothing was computed for this request, and ids of tool calls are its own. */
        private ChatEvent forFollower(ChatEvent event, String name) {
            return switch (event) {
                case ChatEvent.Started started ->
                    new ChatEvent.Started(
                            name, Replay.usage(started.usage().prompt(), 0), Replay.report(CacheLevel.L2, 0, 0));
                case ChatEvent.Finished finished ->
                    new ChatEvent.Finished(
                            finished.reason(),
                            finished.stopSequence(),
                            Replay.usage(
                                    finished.usage().prompt(), finished.usage().output()),
                            Timings.UNKNOWN,
                            Replay.report(CacheLevel.L2, 0, nanos));
                case ChatEvent.ToolCallStart start -> new ChatEvent.ToolCallStart(CallIds.next(), start.name());
                case ChatEvent.Progress _,
                        ChatEvent.TextDelta _,
                        ChatEvent.ThinkingDelta _,
                        ChatEvent.ToolCallArguments _,
                        ChatEvent.ToolCallEnd _ -> event;
            };
        }

        /** Each thread throws an exception of its own. */
        private static RuntimeException copy(RuntimeException failure) {
            return failure instanceof ChatException e
                    ? new ChatException(e.kind(), String.valueOf(e.getMessage()), e.retryAfterSeconds(), e)
                    : new IllegalStateException("the generation failed", failure);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                leave();
            }
        }
    }
}

package dev.crema.proxy.backend.lite;

import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Plays a timeline against the clock, on the thread that takes the events. */
final class LiteStream implements ChatStream {
    private final Iterator<LiteTimeline.Moment> moments;
    private final Consumer<LiteStream> onClose;
    private LiteTimeline.@Nullable Moment pending;
    private long dueNanos = System.nanoTime();
    private boolean finished;
    private boolean closed;

    LiteStream(List<LiteTimeline.Moment> moments, Consumer<LiteStream> onClose) {
        this.moments = moments.iterator();
        this.onClose = onClose;
    }

    @Override
    public @Nullable ChatEvent next(Duration timeout) throws InterruptedException {
        if (closed) {
            throw new ChatException(ChatException.Kind.INTERNAL, "The answer was cancelled.");
        }
        LiteTimeline.Moment moment = pending;
        if (moment == null) {
            moment = moments.next();
            pending = moment;
            dueNanos += moment.after().toNanos();
        }
        long wait = dueNanos - System.nanoTime();
        if (wait > timeout.toNanos()) {
            Thread.sleep(timeout);
            return null;
        }
        if (wait > 0) {
            Thread.sleep(Duration.ofNanos(wait));
        }
        pending = null;
        if (moment.failure() != null) {
            finished = true;
            throw moment.failure();
        }
        finished = moment.event() instanceof ChatEvent.Finished;
        return moment.event();
    }

    /** Whether the answer came to its scripted end. */
    boolean finished() {
        return finished;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onClose.accept(this);
        }
    }
}

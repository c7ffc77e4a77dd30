package dev.crema.proxy.backend.embedded;

import dev.crema.mlx.engine.GenerationEvent;
import dev.crema.mlx.engine.GenerationHandle;
import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.chat.ChatEvent;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One answer of the engine. The engine thread fills the queue of its events; the request's thread takes them out,
 * translates them, and alone touches everything else here.
 */
final class EmbeddedStream implements ChatStream {
    private final BlockingQueue<GenerationEvent> events;
    private final GenerationHandle handle;
    private final AnswerTranslator translator;
    private final Queue<ChatEvent> ready;
    private boolean cancelled;

    /** {@code ready} is where the translator puts what it made. */
    EmbeddedStream(
            BlockingQueue<GenerationEvent> events,
            GenerationHandle handle,
            AnswerTranslator translator,
            Queue<ChatEvent> ready) {
        this.events = events;
        this.handle = handle;
        this.translator = translator;
        this.ready = ready;
    }

    @Override
    public @Nullable ChatEvent next(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (ready.isEmpty()) {
            GenerationEvent event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event == null) {
                return null;
            }
            translator.accept(event);
            if (translator.satisfied()) {
                close();
            }
        }
        return ready.poll();
    }

    @Override
    public void close() {
        if (!cancelled) {
            cancelled = true;
            handle.cancel();
        }
    }
}

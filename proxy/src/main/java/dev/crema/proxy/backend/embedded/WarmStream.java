package dev.crema.proxy.backend.embedded;

import dev.crema.mlx.engine.GenerationEvent;
import dev.crema.mlx.engine.GenerationHandle;
import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import dev.crema.proxy.chat.FinishReason;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The progress of a prompt that is only to fill the cache. One thread. */
final class WarmStream implements ChatStream {
    private final BlockingQueue<GenerationEvent> events;
    private final GenerationHandle handle;
    private final String model;
    private boolean started;

    WarmStream(BlockingQueue<GenerationEvent> events, GenerationHandle handle, String model) {
        this.events = events;
        this.handle = handle;
        this.model = model;
    }

    @Override
    public @Nullable ChatEvent next(Duration timeout) throws InterruptedException {
        return switch (events.poll(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            case null -> null;
            case GenerationEvent.Queued _, GenerationEvent.Token _ -> null;
            case GenerationEvent.Prefill prefill -> prefill(prefill);
            case GenerationEvent.Finished finished -> finish(finished);
            case GenerationEvent.Failed failed ->
                throw new ChatException(Kind.INTERNAL, failed.message(), 0, failed.cause());
        };
    }

    private ChatEvent prefill(GenerationEvent.Prefill prefill) {
        if (started) {
            return new ChatEvent.Progress(prefill.done(), prefill.total());
        }
        started = true;
        return new ChatEvent.Started(model, new Usage(0, prefill.reused(), prefill.total() - prefill.reused(), 0));
    }

    private static ChatEvent finish(GenerationEvent.Finished finished) {
        var usage = finished.usage();
        var report = new CacheReport(
                usage.reused() == 0 ? CacheLevel.MISS : CacheLevel.L1_MEMORY,
                usage.reusedFromMemory(),
                usage.reusedFromSsd(),
                usage.prompt(),
                usage.kvBytes(),
                0,
                null);
        return new ChatEvent.Finished(
                FinishReason.MAX_TOKENS,
                null,
                new Usage(usage.computed(), usage.reused(), usage.stored(), 0),
                new Timings(
                        finished.timings().queueNanos(),
                        finished.timings().prefillNanos(),
                        finished.timings().decodeNanos()),
                report);
    }

    @Override
    public void close() {
        handle.cancel();
    }
}

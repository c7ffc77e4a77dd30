package dev.crema.proxy.prewarm;

import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatRequest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes the heads of recent conversations on a model that was just loaded, the newest first, until its time or its share
 * of the memory is used up. The backend lets real requests go first. One thread of its own, which {@link #close} ends.
 */
public final class Prewarmer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Prewarmer.class);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Thread thread;

    private Prewarmer(Thread thread) {
        this.thread = thread;
    }

    /**
     * Begins.
     *
     * @param heads as {@link RecentHeads#newestFirst} gives them
     * @param time after which nothing more is computed
     * @param bytes of keys and values after which no further head is begun
     */
    public static Prewarmer start(Backend backend, List<ChatRequest> heads, Duration time, long bytes) {
        return new Prewarmer(Thread.ofVirtual()
                .name("crema-prewarm")
                .start(() -> warm(backend, heads, System.nanoTime() + time.toNanos(), bytes)));
    }

    private static void warm(Backend backend, List<ChatRequest> heads, long end, long bytes) {
        long used = 0;
        try {
            for (ChatRequest head : heads) {
                if (used >= bytes || System.nanoTime() >= end) {
                    return;
                }
                used += warm(backend, head, end);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Bytes that the head takes, as far as it came. */
    private static long warm(Backend backend, ChatRequest head, long end) throws InterruptedException {
        try (ChatStream stream = backend.warm(head)) {
            while (System.nanoTime() < end) {
                @Nullable ChatEvent event = stream.next(LOOK);
                if (event instanceof ChatEvent.Finished finished) {
                    LOG.info(
                            "Warmed the head of a recent conversation: {} tokens, {} of them from the SSD",
                            finished.usage().prompt(),
                            finished.cache().ssdTokens());
                    return finished.cache().footprintBytes();
                }
            }
        } catch (ChatException e) {
            LOG.debug("A head was not warmed", e);
        }
        return 0;
    }

    /** Stops, within a moment. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

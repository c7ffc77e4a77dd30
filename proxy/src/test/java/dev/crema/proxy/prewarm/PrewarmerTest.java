package dev.crema.proxy.prewarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.FinishReason;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PrewarmerTest {
    private static final long BYTES = 100;
    private static final List<ChatRequest> HEADS = Stream.of("newest", "broken", "older", "oldest")
            .map(name -> RecentHeadsTest.request(name, ClientInfo.UNKNOWN))
            .toList();

    private final List<String> warmed = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    @Test
    void headsAreWarmedNewestFirstAndOneThatFailsStopsNoOther() throws InterruptedException {
        try (Prewarmer warmer = Prewarmer.start(new Heads(false), HEADS, Duration.ofSeconds(20), 1000)) {
            await(3);
            assertThat(warmed).containsExactly("newest", "older", "oldest");
        }
    }

    @Test
    void itStopsWhenItsShareOfTheMemoryIsUsed() throws InterruptedException {
        try (Prewarmer warmer = Prewarmer.start(new Heads(false), HEADS, Duration.ofSeconds(20), BYTES + 1)) {
            await(2);
            Thread.sleep(200);
            assertThat(warmed).containsExactly("newest", "older");
        }
    }

    @Test
    void itStopsWhenItsTimeIsOver() throws InterruptedException {
        try (Prewarmer warmer = Prewarmer.start(new Heads(true), HEADS, Duration.ofMillis(300), 1000)) {
            assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(warmed).containsExactly("newest");
        }
    }

    @Test
    void closingEndsItAtOnce() throws InterruptedException {
        Prewarmer warmer = Prewarmer.start(new Heads(true), HEADS, Duration.ofMinutes(5), 1000);
        await(1);
        warmer.close();
        assertThat(closed.await(1, TimeUnit.SECONDS)).isTrue();
        assertThat(warmed).containsExactly("newest");
    }

    private void await(int count) throws InterruptedException {
        while (warmed.size() < count) {
            Thread.sleep(5);
        }
    }

    /** A backend that notes what it is to warm. */
    private final class Heads implements Backend {
        private final boolean endless;

        Heads(boolean endless) {
            this.endless = endless;
        }

        @Override
        public ChatStream warm(ChatRequest head) {
            Message system = head.messages().getFirst();
            String text = ((Part.Text) system.parts().getFirst()).text();
            String name = text.substring(0, text.indexOf("Be kind"));
            if (name.equals("broken")) {
                throw new ChatException(ChatException.Kind.INVALID_REQUEST, "no such template");
            }
            warmed.add(name);
            return new ChatStream() {
                @Override
                public ChatEvent next(Duration timeout) throws InterruptedException {
                    if (endless) {
                        Thread.sleep(timeout);
                        return null;
                    }
                    var report = new CacheReport(CacheLevel.MISS, 0, 0, 10, BYTES, 0, null);
                    return new ChatEvent.Finished(
                            FinishReason.MAX_TOKENS, null, new Usage(0, 0, 10, 0), Timings.UNKNOWN, report);
                }

                @Override
                public void close() {
                    closed.countDown();
                }
            };
        }

        @Override
        public List<ModelInfo> models() {
            return List.of();
        }

        @Override
        public int countTokens(ChatRequest request) {
            return 0;
        }

        @Override
        public ChatStream start(ChatRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}

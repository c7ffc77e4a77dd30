package dev.crema.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StampedeTest {
    private static final ChatRequest REQUEST = Requests.greedy("all want that");

    private final ScriptedBackend backend = new ScriptedBackend(request -> ScriptedBackend.richContent());
    private final CachingBackend caches = CachingBackend.open(backend, Caches.memory(), null);
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        clients.shutdownNow();
        caches.close();
    }

    @Test
    void fiftyEqualRequestsAreOneGeneration() throws Exception {
        backend.pace.drainPermits();
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(clients.submit(() -> Answer.of(caches, REQUEST)));
        }
        await(() -> caches.snapshot().joins() == 49);
        backend.pace.release(1000);

        Set<String> ids = new HashSet<>();
        int misses = 0;
        String content = answers.getFirst().get().content();
        for (Future<Answer> future : answers) {
            Answer answer = future.get();
            assertThat(answer.content()).isEqualTo(content);
            assertThat(answer.callIds()).hasSize(2).allMatch(ids::add);
            misses += answer.level() == CacheLevel.MISS ? 1 : 0;
            if (answer.level() != CacheLevel.MISS) {
                assertThat(answer.level()).isEqualTo(CacheLevel.L2);
                assertThat(answer.usage().cacheRead())
                        .isEqualTo(17)
                        .isEqualTo(answer.usage().prompt());
                assertThat(answer.report().firstNanos()).isPositive();
            }
        }
        assertThat(misses).isEqualTo(1);
        assertThat(backend.generations).hasValue(1);
        assertThat(backend.active).hasValue(0);
    }

    @Test
    void fiftyAtFullSpeedAreOneGenerationToo() throws Exception {
        for (int round = 0; round < 50; round++) {
            ChatRequest request = Requests.greedy("round " + round);
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answers.add(clients.submit(() -> Answer.of(caches, request)));
            }
            for (Future<Answer> answer : answers) {
                answer.get();
            }
            assertThat(backend.generations).hasValue(round + 1);
        }
    }

    @Test
    void followersReadWhatCameBeforeThem() throws Exception {
        backend.pace.drainPermits();
        try (ChatStream leader = caches.start(REQUEST)) {
            backend.pace.release(4);
            for (int i = 0; i < 4; i++) {
                assertThat(leader.next(Duration.ofSeconds(5))).isNotNull();
            }
            assertThat(leader.next(Duration.ofMillis(20))).isNull();
            try (ChatStream follower = caches.start(REQUEST)) {
                for (int i = 0; i < 4; i++) {
                    assertThat(follower.next(Duration.ZERO)).isNotNull();
                }
                backend.pace.release(1000);
                assertThat(Answer.rest(follower).finished()).isNotNull();
                assertThat(Answer.rest(leader).finished()).isNotNull();
            }
        }
    }

    @Test
    void ifTheFirstLeavesTheOthersGoOn() throws Exception {
        backend.pace.drainPermits();
        ChatStream leader = caches.start(REQUEST);
        try (ChatStream follower = caches.start(REQUEST)) {
            backend.pace.release(3);
            assertThat(leader.next(Duration.ofSeconds(5))).isNotNull();
            leader.close();
            leader.close();
            backend.pace.release(1000);

            assertThat(Answer.rest(follower).callIds()).hasSize(2);
        }
        assertThat(backend.cancelled).hasValue(0);
        assertThat(Answer.of(caches, REQUEST).level()).isEqualTo(CacheLevel.L2);
    }

    @Test
    void ifAllLeaveTheGenerationIsCancelledAndNotKept() throws Exception {
        backend.pace.drainPermits();
        ChatStream leader = caches.start(REQUEST);
        ChatStream follower = caches.start(REQUEST);
        leader.close();
        assertThat(backend.cancelled).hasValue(0);
        long begin = System.nanoTime();
        follower.close();
        await(() -> backend.cancelled.get() == 1);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(500));
        assertThat(backend.active).hasValue(0);
        backend.pace.release(1000);
        assertThat(Answer.of(caches, REQUEST).level()).isEqualTo(CacheLevel.MISS);
        assertThat(backend.generations).hasValue(2);
    }

    @Test
    void afterEachAbandonedOneTheNextIsGeneratedWhole() throws Exception {
        for (int i = 0; i < 200; i++) {
            ChatRequest request = Requests.greedy("abandoned " + i);
            Future<?> left = clients.submit(() -> caches.start(request).close());
            Future<Answer> stays = clients.submit(() -> Answer.of(caches, request));
            left.get();
            assertThat(stays.get().callIds()).hasSize(2);
        }
        await(() -> backend.active.get() == 0);
    }

    @Test
    void aFailureReachesAllAndIsNotKept() throws Exception {
        backend.failure = new ChatException(ChatException.Kind.TIMEOUT, "Broke.", 7, null);
        backend.pace.drainPermits();
        List<ChatStream> streams = List.of(caches.start(REQUEST), caches.start(REQUEST), caches.start(REQUEST));
        backend.pace.release(1000);

        Set<Throwable> thrown = new HashSet<>();
        for (ChatStream stream : streams) {
            List<ChatEvent> before = new ArrayList<>();
            assertThatThrownBy(() -> {
                        while (true) {
                            before.add(stream.next(Duration.ofSeconds(5)));
                        }
                    })
                    .isInstanceOfSatisfying(ChatException.class, e -> {
                        assertThat(e.kind()).isEqualTo(ChatException.Kind.TIMEOUT);
                        assertThat(e).hasMessage("Broke.");
                        assertThat(e.retryAfterSeconds()).isEqualTo(7);
                        thrown.add(e);
                    });
            assertThat(before).hasSize(3);
            stream.close();
        }
        assertThat(thrown).hasSize(3);
        assertThat(backend.generations).hasValue(1);
        backend.failure = null;
        assertThat(Answer.of(caches, REQUEST).level()).isEqualTo(CacheLevel.MISS);
    }

    @Test
    void aRefusalIsThrownAtOnceAndNotRemembered() throws Exception {
        backend.refuse = true;
        assertThatThrownBy(() -> caches.start(REQUEST)).hasMessage("Full.");
        backend.refuse = false;

        assertThat(Answer.of(caches, REQUEST).level()).isEqualTo(CacheLevel.MISS);
    }

    @Test
    void closingEndsWhatRuns() throws Exception {
        backend.pace.drainPermits();
        ChatStream stream = caches.start(REQUEST);
        Future<Answer> waiting = clients.submit(() -> Answer.rest(stream));

        caches.close();

        assertThatThrownBy(waiting::get).hasRootCauseInstanceOf(ChatException.class);
        await(() -> backend.active.get() == 0);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.sleep(2);
        }
    }
}

package dev.crema.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.config.CacheConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.RedisClient;

@Timeout(120)
class RemoteAnswersTest {
    private static final Duration LIMIT = Duration.ofMillis(250);

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private TeamServer server;
    private RemoteAnswers answers;

    @BeforeEach
    void start() throws Exception {
        log.start();
        ((Logger) LoggerFactory.getLogger("ROOT")).addAppender(log);
        server = new TeamServer(folder);
        answers = open(server.url());
    }

    @AfterEach
    void stop() throws Exception {
        answers.close();
        server.close();
        ((Logger) LoggerFactory.getLogger("ROOT")).detachAppender(log);
        assertThat(log.list).noneMatch(event -> event.getFormattedMessage().contains(TeamServer.PASSWORD));
    }

    private static RemoteAnswers open(String url) {
        return new RemoteAnswers(url, new CacheConfig.Remote(url, LIMIT, Duration.ofDays(30)));
    }

    @Test
    void whatOneMachineStoresAnotherFinds() throws Exception {
        try (RemoteAnswers another = open(server.url())) {
            assertThat(another.find(key(1))).isNull();
            store(1);

            assertThat(another.find(key(1))).isEqualTo(payload(1));
            assertThat(another.stats().hits()).isEqualTo(1);
            assertThat(another.stats().errors()).isZero();
        }
    }

    @Test
    void keysHaveAPrefixAndATimeToLive() throws Exception {
        store(1);
        try (RedisClient client = RedisClient.create(server.url())) {
            String name = "crema:answer:1:" + key(1).hex();
            assertThat(client.keys("*")).containsExactly(name);
            assertThat(client.ttl(name)).isBetween(30 * 86_400L - 60, 30 * 86_400L);
        }
        answers.store(
                key(2),
                new Origin(
                        "m",
                        "",
                        "",
                        System.currentTimeMillis() - Duration.ofDays(31).toMillis()),
                payload(2));
        store(3);
        assertThat(answers.find(key(2))).as("too old when it was stored").isNull();
    }

    @Test
    void everyFlippedBitIsAMissAndTheValueIsDeleted() throws Exception {
        store(1);
        byte[] name = ("crema:answer:1:" + key(1).hex()).getBytes(StandardCharsets.US_ASCII);
        try (RedisClient client = RedisClient.create(server.url())) {
            byte[] good = client.get(name);
            for (int bit = 0; bit < good.length * 8; bit++) {
                byte[] bad = good.clone();
                bad[bit / 8] ^= (byte) (1 << bit % 8);
                client.set(name, bad);
                assertThat(answers.find(key(1))).as("bit %d", bit).isNull();
                await(() -> client.get(name) == null);
            }
            client.set(name, new byte[] {1, 2, 3});
            assertThat(answers.find(key(1))).as("too short").isNull();
            client.set(("crema:answer:1:" + key(2).hex()).getBytes(StandardCharsets.US_ASCII), good);
            assertThat(answers.find(key(2))).as("another answer's value").isNull();
            assertThat(answers.stats().corrupt()).isEqualTo(good.length * 8L + 2);
        }
    }

    @Test
    void aFrozenServerCostsOneTimeoutAndThenNothing() throws Exception {
        store(1);
        server.freeze(true);
        try {
            assertThat(millis(() -> assertThat(answers.find(key(1))).isNull())).isBetween(200L, 600L);
            assertThat(millis(() -> {
                        for (int i = 0; i < 100; i++) {
                            assertThat(answers.find(key(1))).isNull();
                            answers.store(key(2), origin(), payload(2));
                        }
                    }))
                    .as("100 requests while the circuit is open")
                    .isLessThan(100);
        } finally {
            server.freeze(false);
        }
        await(() -> answers.find(key(1)) != null);
    }

    @Test
    void aServerThatIsNotThereOrNotOursIsAMiss() throws Exception {
        String wrongPassword = server.url().replace(TeamServer.PASSWORD, "wrong");
        String nobody = "redis://127.0.0.1:" + TeamServer.freePort();
        String unencrypted = server.url().replace("redis://", "rediss://");
        for (String url : List.of(wrongPassword, nobody, unencrypted)) {
            try (RemoteAnswers unreachable = open(url)) {
                assertThat(millis(() -> assertThat(unreachable.find(key(1))).isNull()))
                        .as(url)
                        .isLessThan(1000);
                assertThat(unreachable.stats().errors()).isEqualTo(1);
            }
        }
    }

    @Test
    void anAddressWithoutAServerIsRefusedWithoutItsPassword() {
        for (String url :
                List.of("redis://:" + TeamServer.PASSWORD + "@", "redis://:" + TeamServer.PASSWORD + "@ho st")) {
            assertThatThrownBy(() -> open(url))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("caching.remoteUrl")
                    .hasNoCause()
                    .message()
                    .doesNotContain(TeamServer.PASSWORD);
        }
    }

    @Test
    void clearingDeletesAnswersOnly() throws Exception {
        for (int i = 0; i < 20; i++) {
            answers.store(key(i), origin(), payload(i));
        }
        try (RedisClient client = RedisClient.create(server.url())) {
            client.set("somebody:else", "value");
            await(() -> client.dbSize() == 21);
            answers.clear();
            await(() -> client.dbSize() == 1);
            assertThat(client.get("somebody:else")).isEqualTo("value");
        }
    }

    @Test
    void killedAndRestartedUnderLoadNoRequestFailsOrWaits() throws Exception {
        CacheConfig.Answers config = new CacheConfig.Answers(
                Caches.NO_MEMORY, Caches.NO_DISK, Caches.remote(server.url()), Caches.NO_SEMANTIC, false);
        ScriptedBackend backend = new ScriptedBackend(request -> ScriptedBackend.richContent());
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger hits = new AtomicInteger();
        List<Future<Long>> clients = new ArrayList<>();
        try (CachingBackend caches = CachingBackend.open(backend, config, null);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int c = 0; c < 8; c++) {
                int first = c;
                clients.add(threads.submit(() -> load(caches, first, over, hits)));
            }
            for (int round = 0; round < 3; round++) {
                Thread.sleep(500);
                int before = hits.get();
                await(() -> hits.get() > before);
                server.kill();
                Thread.sleep(700);
                server.start();
                int after = hits.get();
                await(() -> hits.get() > after);
            }
            over.set(true);
            for (Future<Long> client : clients) {
                assertThat(client.get()).as("the longest request, ms").isLessThan(LIMIT.toMillis() + 750);
            }
            assertThat(caches.snapshot().tier(CacheLevel.REMOTE).errors()).isPositive();
            assertThat(caches.snapshot().tier(CacheLevel.REMOTE).corrupt()).isZero();
        }
    }

    /** Asks in a circle of 20 questions; returns the longest time of one, in milliseconds. */
    private static long load(CachingBackend caches, int first, AtomicBoolean over, AtomicInteger hits)
            throws InterruptedException {
        long longest = 0;
        String expected = null;
        for (int i = first; !over.get(); i++) {
            long begin = System.nanoTime();
            Answer answer = Answer.of(caches, Requests.greedy("question " + i % 20));
            longest = Math.max(longest, (System.nanoTime() - begin) / 1_000_000);
            hits.addAndGet(answer.level() == CacheLevel.REMOTE ? 1 : 0);
            expected = expected == null ? answer.content() : expected;
            assertThat(answer.content()).isEqualTo(expected);
            Thread.sleep(1);
        }
        return longest;
    }

    /** Stores and waits until it is there. */
    private void store(int number) throws InterruptedException {
        long before = answers.stats().stored();
        answers.store(key(number), origin(), payload(number));
        await(() -> answers.stats().stored() > before);
    }

    private static Origin origin() {
        return new Origin("m", "", "", System.currentTimeMillis());
    }

    private static RequestKey key(int number) {
        return MemoryAnswersTest.key(number);
    }

    private static byte[] payload(int number) {
        return SqliteAnswersTest.payload(number, 20);
    }

    private static long millis(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1_000_000;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.sleep(5);
        }
    }
}

package dev.crema.mlx.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.mlx.engine.CacheHint.RequestClass;
import dev.crema.mlx.kv.KvFormat;
import dev.crema.mlx.kv.disk.DiskBlockStore;
import dev.crema.mlx.kv.disk.DiskOptions;
import dev.crema.mlx.model.Precision;
import dev.crema.mlx.weights.ModelFolder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine's caches with a tiny model of random weights and a real folder. */
class EngineCacheTest {
    private static final long MEMORY = 64 << 20;

    @TempDir
    Path folder;

    private final List<Engine> engines = new ArrayList<>();
    private final List<DiskBlockStore> stores = new ArrayList<>();

    @AfterEach
    void close() {
        engines.forEach(Engine::close);
        stores.forEach(DiskBlockStore::close);
    }

    @ParameterizedTest
    @EnumSource(KvFormat.class)
    void aConversationGoesOnAfterARestart(KvFormat format) {
        int[] first = prompt(1, 700);
        Engine before = engine(KvOptions.inMemory(MEMORY).withFormat(format).withSsd(store(MEMORY)));
        int[] answer = Answer.ask(before, first, 20).await().tokens();
        stop();
        int[] second = concat(first, answer, prompt(2, 30));
        Engine after = engine(KvOptions.inMemory(MEMORY).withFormat(format).withSsd(store(MEMORY)));
        Answer warm = Answer.ask(after, second, 20).await();
        GenerationEvent.GenerationUsage usage = warm.finished().usage();
        assertThat(usage.reusedFromSsd()).isGreaterThanOrEqualTo(first.length + answer.length - 1);
        assertThat(usage.prompt()).isEqualTo(second.length);
        stop();
        Engine cold = engine(KvOptions.inMemory(0).withFormat(format));
        assertThat(warm.tokens()).isEqualTo(Answer.ask(cold, second, 20).await().tokens());
    }

    /** Invariant 3: whatever was evicted, written, read again or never kept, greedy answers are those of a cold run. */
    @ParameterizedTest
    @EnumSource(KvFormat.class)
    void randomConversationsAnswerAsColdOnesDo(KvFormat format) {
        Random random = new Random(format.ordinal());
        Engine cold = engine(KvOptions.inMemory(0).withFormat(format));
        Map<String, int[]> talks = new HashMap<>();
        long blockBytes = cold.stats().kvBytesPerToken() * KvOptions.DEFAULT_BLOCK_TOKENS;
        int reused = 0;
        for (int run = 0; run < 3; run++) {
            Engine warm =
                    load(KvOptions.inMemory(8 * blockBytes).withFormat(format).withSsd(store(24 * blockBytes)));
            for (int step = 0; step < 12; step++) {
                String name = "talk" + random.nextInt(4);
                int[] prompt =
                        concat(talks.getOrDefault(name, new int[0]), prompt(random.nextInt(), 1 + random.nextInt(150)));
                if (prompt.length > 900) {
                    prompt = Arrays.copyOf(prompt, 200 + random.nextInt(300));
                }
                RequestClass rank = random.nextInt(4) == 0 ? RequestClass.SIDE : RequestClass.MAIN;
                CacheHint hint = new CacheHint(name, rank, 100, name);
                Answer answer = Answer.ask(warm, prompt, 6, hint).await();
                assertThat(answer.tokens())
                        .isEqualTo(Answer.ask(cold, prompt, 6).await().tokens());
                GenerationEvent.GenerationUsage usage = answer.finished().usage();
                assertThat(usage.prompt()).isEqualTo(prompt.length);
                assertThat(warm.stats().cache().bytes()).isLessThanOrEqualTo(8 * blockBytes);
                reused += usage.reused();
                talks.put(name, concat(prompt, answer.tokens()));
            }
            warm.close();
            stores.removeLast().close();
        }
        assertThat(reused).isGreaterThan(500);
    }

    @Test
    void whoOnlyWarmsYieldsAtOnceAndThenGoesOn() {
        Engine engine = engine(KvOptions.inMemory(MEMORY));
        int[] head = prompt(1, 1800);
        CacheHint warming = new CacheHint("", RequestClass.WARM);
        Answer warm = Answer.ask(engine, head, 0, warming).awaitStart();
        Answer real = Answer.ask(engine, prompt(2, 400), 20).await();
        assertThat(real.finished().usage().generated()).isEqualTo(20);
        long whileReal = warm.events().stream()
                .filter(GenerationEvent.Finished.class::isInstance)
                .count();
        assertThat(whileReal).isZero();
        assertThat(warm.await().finished().usage().stored()).isEqualTo(1800);
        Answer after = Answer.ask(engine, concat(head, prompt(3, 5)), 3).await();
        assertThat(after.finished().usage().reused()).isEqualTo(1800);
    }

    @Test
    void aRealRequestDoesNotWaitForTheWarmingOfItsOwnHead() {
        Engine engine = engine(KvOptions.inMemory(MEMORY));
        int[] head = prompt(1, 1800);
        Answer warm = Answer.ask(engine, head, 0, new CacheHint("", RequestClass.WARM))
                .awaitStart();
        Answer real = Answer.ask(engine, concat(head, prompt(2, 10)), 3).await();
        assertThat(real.finished().usage().generated()).isEqualTo(3);
        warm.await();
    }

    @Test
    void aPromptThatMemoryHasNoRoomForIsRefusedAndTheWindowSaysSo() {
        Engine probe = engine(KvOptions.inMemory(0));
        long bytesPerToken = probe.stats().kvBytesPerToken();
        Engine engine = engine(KvOptions.inMemory(0).withLiveBytes(500 * bytesPerToken));
        assertThat(engine.contextLength()).isEqualTo(500);
        assertThatThrownBy(() -> Answer.ask(engine, prompt(1, 600), 5)).hasMessageContaining("500");
        Answer one = Answer.ask(engine, prompt(1, 400), 40);
        Answer two = Answer.ask(engine, prompt(2, 400), 40);
        assertThat(one.await().finished().usage().generated()).isPositive();
        assertThat(two.await().finished().usage().generated()).isPositive();
    }

    @Test
    void aThresholdEmptiesMemoryAndTheSsdKeepsEverything() {
        Engine engine = engine(KvOptions.inMemory(MEMORY).withSsd(store(MEMORY)).withReset(2, 0));
        int[] prompt = prompt(1, 300);
        Answer.ask(engine, prompt, 2).await();
        Answer.ask(engine, prompt(2, 300), 2).await();
        await(() -> engine.stats().cache().resets() == 1);
        assertThat(engine.stats().cache().blocks()).isZero();
        assertThat(Answer.ask(engine, prompt, 2).await().finished().usage().reusedFromSsd())
                .isGreaterThanOrEqualTo(256);
    }

    @Test
    void whenMemoryIsShortTheCacheShrinksAndGrowsAgain() {
        Engine engine = engine(KvOptions.inMemory(MEMORY));
        Answer.ask(engine, prompt(1, 600), 2).await();
        engine.limitCache(0);
        await(() -> engine.stats().cache().blocks() == 0);
        assertThat(Answer.ask(engine, prompt(1, 600), 2)
                        .await()
                        .finished()
                        .usage()
                        .reused())
                .isZero();
        engine.limitCache(Long.MAX_VALUE);
        Answer.ask(engine, prompt(1, 600), 2).await();
        assertThat(Answer.ask(engine, prompt(1, 600), 2)
                        .await()
                        .finished()
                        .usage()
                        .reused())
                .isEqualTo(599);
    }

    @Test
    void aBudgetChangedWhileRequestsRunHoldsAtOnceAndNoAnswerChanges() {
        DiskBlockStore store = store(MEMORY);
        Engine engine = engine(KvOptions.inMemory(MEMORY).withSsd(store));
        int[] prompt = prompt(1, 600);
        int[] cold = Answer.ask(engine, prompt, 20).await().tokens();
        await(() -> store.stats().blocks() > 5);
        Answer running = Answer.ask(engine, prompt, 60).awaitStart();
        long bytes = engine.stats().cache().bytes();
        engine.budgetCache(bytes / 3);
        engine.budgetSsd(store.stats().bytes() / 3);
        await(() -> engine.stats().cache().bytes() <= bytes / 3);
        assertThat(engine.stats().cache().budgetBytes()).isEqualTo(bytes / 3);
        assertThat(store.stats().bytes()).isLessThanOrEqualTo(store.stats().budgetBytes());
        assertThat(running.await().tokens()).startsWith(cold);
        assertThat(Answer.ask(engine, prompt, 20).await().tokens()).containsExactly(cold);
        assertThat(engine.stats().cache().bytes()).isLessThanOrEqualTo(bytes / 3);

        engine.budgetCache(MEMORY);
        Answer.ask(engine, prompt, 2).await();
        assertThat(Answer.ask(engine, prompt, 2).await().finished().usage().reused())
                .isEqualTo(599);
    }

    @Test
    void aLimitForShortMemoryOutlastsALargerBudget() {
        Engine engine = engine(KvOptions.inMemory(MEMORY));
        engine.limitCache(0);
        engine.budgetCache(2 * MEMORY);
        Answer.ask(engine, prompt(1, 300), 2).await();
        assertThat(engine.stats().cache().blocks()).isZero();
        engine.limitCache(Long.MAX_VALUE);
        Answer.ask(engine, prompt(1, 300), 2).await();
        await(() -> engine.stats().cache().blocks() > 0);
    }

    @Test
    void aForgottenProjectIsNeitherInMemoryNorOnTheSsd() {
        DiskBlockStore store = store(MEMORY);
        Engine engine = engine(KvOptions.inMemory(MEMORY).withSsd(store));
        int[] prompt = prompt(1, 300);
        Answer.ask(engine, prompt, 2, new CacheHint("s", RequestClass.MAIN, 0, "secret"))
                .await();
        await(() -> store.stats().blocks() == 5);
        engine.forget("secret");
        await(() -> store.stats().blocks() == 0);
        assertThat(Answer.ask(engine, prompt, 2).await().finished().usage().reused())
                .isZero();
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not happen in 20 s");
            }
            Thread.onSpinWait();
        }
    }

    private void stop() {
        engines.forEach(Engine::close);
        engines.clear();
        stores.forEach(DiskBlockStore::close);
        stores.clear();
    }

    private DiskBlockStore store(long budget) {
        DiskBlockStore store = DiskBlockStore.open(folder, DiskOptions.of(budget, 0, Long.MAX_VALUE, 64 << 20, null));
        stores.add(store);
        return store;
    }

    private Engine engine(KvOptions kv) {
        Engine engine = load(kv);
        engines.add(engine);
        return engine;
    }

    private static Engine load(KvOptions kv) {
        try (ModelFolder model = ModelFolder.open(
                Path.of(Objects.requireNonNull(EngineCacheTest.class.getResource("/models/tiny-qwen3-f32"))
                        .toURI()))) {
            return Engine.load(model, new EngineOptions(Precision.DENSE_FLOAT32, kv, 8, 8, 128), fraction -> {});
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Token ids that are plain text in the tiny vocabulary. */
    private static int[] prompt(int seed, int length) {
        return new Random(seed).ints(length, 20, 250).toArray();
    }

    private static int[] concat(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(IntStream::of).toArray();
    }
}

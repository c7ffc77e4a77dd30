package dev.crema.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CachePolicy;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.config.CacheConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SemanticAnswersTest {
    private static final String FIRST = "what is the capital of France please";
    private static final String SAME = "please, what is the capital of FRANCE?";

    @TempDir
    Path folder;

    private final ScriptedBackend backend = new ScriptedBackend();
    private final WordEmbedder embedder = new WordEmbedder();
    private CachingBackend caches;

    @BeforeEach
    void open() {
        if (caches != null) {
            caches.close();
        }
        caches = CachingBackend.open(
                backend,
                new CacheConfig.Answers(
                        Caches.MEMORY,
                        Caches.diskConfig(folder.resolve("answers.db")),
                        Caches.NO_REMOTE,
                        new CacheConfig.Semantic(true, null, 0.95),
                        false),
                embedder);
    }

    @AfterEach
    void close() {
        embedder.gate.countDown();
        caches.close();
    }

    @Test
    void whatMeansTheSameGetsTheSameAnswer() throws Exception {
        Answer first = Answer.of(caches, Requests.greedy(FIRST));
        Answer second = Answer.of(caches, Requests.greedy(SAME));
        Answer other = Answer.of(caches, Requests.greedy("what is the capital of Spain"));

        assertThat(second.level()).isEqualTo(CacheLevel.SEMANTIC);
        assertThat(second.content()).isEqualTo(first.content());
        assertThat(second.usage().cacheRead()).isEqualTo(17);
        assertThat(other.level()).isEqualTo(CacheLevel.MISS);
        assertThat(backend.generations).hasValue(2);
        assertThat(caches.snapshot().tier(CacheLevel.SEMANTIC).hits()).isEqualTo(1);
    }

    @Test
    void anAnswerFoundByMeaningIsNotKeptAsAnExactOne() throws Exception {
        Answer.of(caches, Requests.greedy(FIRST));

        assertThat(Answer.of(caches, Requests.greedy(SAME)).level()).isEqualTo(CacheLevel.SEMANTIC);
        assertThat(Answer.of(caches, Requests.greedy(SAME)).level()).isEqualTo(CacheLevel.SEMANTIC);
    }

    @Test
    void everythingButTheLastTextMustBeEqual() throws Exception {
        Answer.of(caches, Requests.greedy(FIRST));
        for (ChatRequest request : List.of(
                Requests.greedy(SAME).withMaxTokens(5),
                Requests.greedy(SAME).withModel("other"),
                Requests.of(Requests.sampling(0.0, 1L), List.of(), Message.text(Role.USER, SAME)),
                Requests.of(
                        Requests.GREEDY,
                        List.of(),
                        Message.text(Role.SYSTEM, "Lie."),
                        Message.text(Role.USER, SAME)))) {
            assertThat(Answer.of(caches, request).level()).as("%s", request).isEqualTo(CacheLevel.MISS);
        }
    }

    @Test
    void requestsWithToolsOrPicturesOrLongTextsAreNotCompared() throws Exception {
        for (ChatRequest request : List.of(
                Requests.greedy(FIRST).withTools(List.of(Requests.tool("Read", "{}"))),
                Requests.of(
                        Requests.GREEDY,
                        List.of(),
                        Message.text(Role.USER, "Go."),
                        Message.text(Role.ASSISTANT, FIRST)),
                Requests.of(
                        Requests.GREEDY,
                        List.of(),
                        new Message(
                                Role.USER,
                                List.of(new Part.Text(FIRST), new Part.Media("image", Requests.json("{}"))))),
                Requests.greedy("word ".repeat(5000)),
                Requests.greedy("  "),
                Requests.withPolicy(Requests.greedy(FIRST), CachePolicy.BYPASS))) {
            Answer.of(caches, request);
        }
        assertThat(embedder.calls).hasValue(0);

        Answer.of(caches, Requests.greedy("word ".repeat(300)));
        assertThat(embedder.calls).as("more tokens than the model sees").hasValue(0);
    }

    @Test
    void vectorsSurviveARestart() throws Exception {
        Answer first = Answer.of(caches, Requests.greedy(FIRST));
        open();
        awaitEntries(1);

        assertThat(Answer.of(caches, Requests.greedy(SAME)).content()).isEqualTo(first.content());
    }

    @Test
    void vectorsOfAnotherEmbeddingModelAreNotCompared() throws Exception {
        Answer.of(caches, Requests.greedy(FIRST));
        embedder.identity = "words-2";
        open();

        assertThat(Answer.of(caches, Requests.greedy(SAME)).level()).isEqualTo(CacheLevel.MISS);
    }

    @Test
    void damagedVectorsAreNotLoadedAndDeleted() throws Exception {
        Path file = folder.resolve("vectors.db");
        try (AnswerDatabase database = AnswerDatabase.open(new DatabaseFile(file, 1 << 20))) {
            VectorTable table = new VectorTable(database, "e", 10);
            MeaningEntry entry =
                    new MeaningEntry(MemoryAnswersTest.key(1), MemoryAnswersTest.key(2), new float[] {1, 2});
            for (String damage : List.of(
                    "vector = zeroblob(8)",
                    "vector = x'00'",
                    "scope = zeroblob(32)",
                    "created = 1",
                    "checksum = x''",
                    "key = zeroblob(32)")) {
                table.add(entry, 1000);
                assertThat(load(table)).hasSize(1);
                database.now(connection -> {
                    DatabaseFile.execute(connection, "UPDATE vector SET " + damage);
                    return true;
                });
                assertThat(load(table)).as(damage).isEmpty();
                Long left = database.now(connection -> DatabaseFile.number(connection, "SELECT count(*) FROM vector"));
                assertThat(left).isZero();
            }
            table.add(entry, 1000);
            assertThat(load(table).getFirst().vector()).containsExactly(1, 2);
        }
    }

    private static List<MeaningEntry> load(VectorTable table) throws Exception {
        CompletableFuture<List<MeaningEntry>> loaded = new CompletableFuture<>();
        table.load(loaded::complete);
        return loaded.get(20, TimeUnit.SECONDS);
    }

    @Test
    void anAnswerThatIsGoneIsForgotten() throws Exception {
        Answer.of(caches, Requests.greedy(FIRST));
        caches.clear(CacheLevel.L2);
        caches.clear(CacheLevel.L3);

        assertThat(Answer.of(caches, Requests.greedy(SAME)).level()).isEqualTo(CacheLevel.MISS);
    }

    @Test
    void whatIsWipedIsNotFoundByItsMeaning() throws Exception {
        Answer.of(caches, Requests.from(Requests.greedy(FIRST), "me", "p"));
        assertThat(caches.wipe(AnswerOwner.PROJECT, "p")).isEqualTo(1);
        awaitEntries(0);

        assertThat(Answer.of(caches, Requests.greedy(SAME)).level()).isEqualTo(CacheLevel.MISS);
    }

    @Test
    void anEmbedderThatFailsOrHangsIsAMiss() throws Exception {
        embedder.failure = new IllegalStateException("broken");
        assertThat(Answer.of(caches, Requests.greedy(FIRST)).level()).isEqualTo(CacheLevel.MISS);
        embedder.failure = null;
        embedder.gate = new CountDownLatch(1);
        long begin = System.nanoTime();
        assertThat(Answer.of(caches, Requests.greedy(SAME)).level()).isEqualTo(CacheLevel.MISS);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        assertThat(caches.snapshot().tier(CacheLevel.SEMANTIC).errors()).isEqualTo(2);
    }

    @Test
    void thereAreNeverTooManyVectors() throws Exception {
        SemanticAnswers answers = new SemanticAnswers(embedder, 0.95, null);
        for (int i = 0; i < SemanticAnswers.MOST_ENTRIES + 100; i++) {
            RequestKey key = MemoryAnswersTest.key(i);
            answers.remember(new SemanticAnswers.Meaning(key, new float[64]), key, i);
        }
        assertThat(answers.size()).isEqualTo(SemanticAnswers.MOST_ENTRIES);

        AnswerDatabase database = AnswerDatabase.open(new DatabaseFile(folder.resolve("vectors.db"), 1 << 20));
        VectorTable table = new VectorTable(database, "e", 10);
        for (int i = 0; i < 50; i++) {
            table.add(new MeaningEntry(MemoryAnswersTest.key(i), MemoryAnswersTest.key(0), new float[] {i}), 1000);
        }
        assertThat(load(table).stream().map(entry -> (int) entry.vector()[0]))
                .containsExactly(40, 41, 42, 43, 44, 45, 46, 47, 48, 49);
        database.close();
    }

    private void awaitEntries(int count) throws InterruptedException {
        await(() -> caches.snapshot().tier(CacheLevel.SEMANTIC).entries() == count);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.sleep(5);
        }
    }
}

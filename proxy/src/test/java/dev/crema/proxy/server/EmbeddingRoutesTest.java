package dev.crema.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.crema.mlx.embed.EmbeddingEngine;
import dev.crema.proxy.backend.embedded.EmbeddedEmbedder;
import dev.crema.proxy.backend.lite.LiteBackend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OpenAI's own Java SDK and all-MiniLM-L6-v2. */
@Timeout(120)
class EmbeddingRoutesTest {
    private static final String[] TEXTS = {
        "How do I list all files of a folder that changed today?",
        "An espresso takes about thirty seconds.",
        "Which files in this directory were modified in the last 24 hours?"
    };

    private static LiteBackend backend;
    private static EmbeddedEmbedder embedder;
    private static ProxyServer server;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        backend = LiteBackend.open(null);
        embedder = new EmbeddedEmbedder(EmbeddingEngine.load(model()));
        server =
                ProxyServer.start(TestServer.config("127.0.0.1", 0, null, TestServer.PING, 8 << 20), backend, embedder);
        client = connect(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
        embedder.close();
        backend.close();
    }

    private static Path model() {
        String path = System.getProperty("crema.test.embedder", "");
        assertThat(path)
                .as(
                        "the system property crema.test.embedder names the folder of all-MiniLM-L6-v2; ./crema test sets it")
                .isNotBlank();
        return Path.of(path);
    }

    private static OpenAIClient connect(ProxyServer server) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(server.address() + "/v1")
                .apiKey("any")
                .responseValidation(true)
                .maxRetries(0)
                .build();
    }

    @Test
    void similarTextsAreCloserThanOthers() {
        CreateEmbeddingResponse answer = client.embeddings()
                .create(ask().inputOfArrayOfStrings(List.of(TEXTS)).build());

        List<List<Float>> vectors =
                answer.data().stream().map(each -> each.embedding()).toList();
        assertThat(vectors).hasSize(3).allSatisfy(vector -> assertThat(vector).hasSize(384));
        assertThat(dot(vectors.get(0), vectors.get(0))).isCloseTo(1, within(1e-5));
        assertThat(dot(vectors.get(0), vectors.get(2))).isGreaterThan(dot(vectors.get(0), vectors.get(1)) + 0.5);
        assertThat(IntStream.range(0, 3).allMatch(i -> answer.data().get(i).index() == i))
                .isTrue();
    }

    @Test
    void theAnswerNamesTheModelThatMadeItAndCountsItsTokens() {
        CreateEmbeddingResponse answer =
                client.embeddings().create(ask().input(TEXTS[1]).build());

        assertThat(answer.model()).isEqualTo(embedder.modelId());
        assertThat(answer.usage().promptTokens()).isEqualTo(embedder.countTokens(TEXTS[1]));
        assertThat(answer.usage().totalTokens())
                .isEqualTo(answer.usage().promptTokens())
                .isPositive();
    }

    @Test
    void numbersAndBase64AreTheSameVector() {
        List<Float> base64 = vector(ask().input(TEXTS[0])
                .encodingFormat(EmbeddingCreateParams.EncodingFormat.BASE64)
                .build());
        List<Float> numbers = vector(ask().input(TEXTS[0])
                .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                .build());

        assertThat(dot(base64, numbers)).isCloseTo(1, within(1e-6));
    }

    @Test
    void aTextThatIsTooLongIsRefusedWithItsPlace() {
        BadRequestException refused = catchThrowableOfType(
                BadRequestException.class,
                () -> client.embeddings()
                        .create(ask().inputOfArrayOfStrings(List.of("short", "word ".repeat(300)))
                                .build()));

        assertThat(refused.param()).contains("input[1]");
        assertThat(refused).hasMessageContaining("302 tokens").hasMessageContaining("256");
    }

    @Test
    void tokenIdsAreRefusedWithTheReason() {
        BadRequestException refused = catchThrowableOfType(
                BadRequestException.class,
                () -> client.embeddings()
                        .create(ask().inputOfArrayOfTokens(List.of(1L, 2L)).build()));

        assertThat(refused).hasMessageContaining("token ids");
    }

    @Test
    void onlyTheModelsOwnDimensionsAreServed() {
        assertThat(vector(ask().input("crema").dimensions(384).build())).hasSize(384);
        BadRequestException refused = catchThrowableOfType(
                BadRequestException.class,
                () -> client.embeddings()
                        .create(ask().input("crema").dimensions(256).build()));

        assertThat(refused.param()).contains("dimensions");
        assertThat(refused).hasMessageContaining("384");
    }

    @Test
    void withoutAModelTheClientLearnsWhichSettingToSet() {
        try (ProxyServer plain =
                ProxyServer.start(TestServer.config("127.0.0.1", 0, null, TestServer.PING, 1 << 20), backend)) {
            OpenAIClient other = connect(plain);
            NotFoundException refused = catchThrowableOfType(
                    NotFoundException.class,
                    () -> other.embeddings().create(ask().input("crema").build()));
            other.close();

            assertThat(refused.code()).contains("model_not_found");
            assertThat(refused)
                    .hasMessageContaining("caching.embeddingModel")
                    .hasMessageContaining("CREMA_CACHING_EMBEDDING_MODEL");
        }
    }

    @Test
    void requestsAreCounted() {
        long before = counted(server);
        client.embeddings().create(ask().input("crema").build());

        assertThat(counted(server)).isEqualTo(before + 1);
    }

    @Test
    void stoppingEndsALongListWithinSeconds() throws Exception {
        ProxyServer stopped = ProxyServer.start(
                TestServer.config("127.0.0.1", 0, null, TestServer.PING, 64 << 20), backend, embedder);
        OpenAIClient other = connect(stopped);
        List<String> many = Collections.nCopies(2048, "word ".repeat(250));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> answer = threads.submit(() ->
                    other.embeddings().create(ask().inputOfArrayOfStrings(many).build()));
            TestServer.await(
                    "the request is under way",
                    Duration.ofSeconds(20),
                    () -> stopped.counters().active() == 1);
            long begun = System.nanoTime();
            stopped.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            assertThat(answer).failsWithin(Duration.ofSeconds(10));
        }
        other.close();
    }

    private static long counted(ProxyServer server) {
        return server.counters().requests().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static EmbeddingCreateParams.Builder ask() {
        return EmbeddingCreateParams.builder().model("text-embedding-3-small");
    }

    private static List<Float> vector(EmbeddingCreateParams params) {
        return client.embeddings().create(params).data().getFirst().embedding();
    }

    private static double dot(List<Float> a, List<Float> b) {
        return IntStream.range(0, a.size())
                .mapToDouble(i -> (double) a.get(i) * b.get(i))
                .sum();
    }
}

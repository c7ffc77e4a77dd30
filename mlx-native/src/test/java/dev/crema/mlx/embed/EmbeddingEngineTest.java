package dev.crema.mlx.embed;

import static dev.crema.mlx.embed.EmbeddingVectors.cosine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.binding.Shim;
import dev.crema.mlx.embed.EmbeddingVectors.Case;
import dev.crema.mlx.weights.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tiny BERT of random weights that pools by its first token, as BGE does. */
@Timeout(120)
class EmbeddingEngineTest {
    private static final List<Case> CASES = EmbeddingVectors.read("tiny-bert");

    @TempDir
    Path scratch;

    @Test
    void vectorsAreThoseOfTheReference() {
        try (EmbeddingEngine engine = tiny()) {
            List<float[]> vectors = engine.embed(CASES.stream().map(Case::text).toList());

            for (int i = 0; i < CASES.size(); i++) {
                assertThat(cosine(vectors.get(i), CASES.get(i).vector())).isCloseTo(1, within(1e-6));
            }
            assertThat(engine.dimensions()).isEqualTo(24);
            assertThat(engine.maxTokens()).isEqualTo(32);
            assertThat(engine.modelId()).isEqualTo("tiny-bert");
        }
    }

    @Test
    void anyListGivesWhatEachTextGivesAlone() {
        Random random = new Random(5);
        String[] words = {"crema", "espresso", "the", "barista", "unheard", "grinds"};
        try (EmbeddingEngine engine = tiny()) {
            for (int round = 0; round < 20; round++) {
                List<String> texts = new ArrayList<>();
                for (int i = random.nextInt(300); i >= 0; i--) {
                    texts.add(String.join(
                            " ",
                            random.ints(random.nextInt(30), 0, words.length)
                                    .mapToObj(word -> words[word])
                                    .toList()));
                }
                List<float[]> vectors = engine.embed(texts);
                int one = random.nextInt(texts.size());
                assertThat(vectors).hasSameSizeAs(texts);
                assertThat(cosine(
                                vectors.get(one),
                                engine.embed(List.of(texts.get(one))).getFirst()))
                        .isCloseTo(1, within(1e-6));
            }
        }
    }

    @Test
    void noTextsAreNoVectors() {
        try (EmbeddingEngine engine = tiny()) {
            assertThat(engine.embed(List.of())).isEmpty();
        }
    }

    @Test
    void manyThreadsGetTheirOwnVectors() throws Exception {
        try (EmbeddingEngine engine = tiny();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<float[]>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String text = CASES.get(i % CASES.size()).text();
                answers.add(threads.submit(() -> engine.embed(List.of(text)).getFirst()));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(cosine(
                                answers.get(i).get(),
                                CASES.get(i % CASES.size()).vector()))
                        .isCloseTo(1, within(1e-6));
            }
        }
    }

    @Test
    void nothingIsLeftAfterARequestNorAfterClosing() {
        NativeRuntime.load();
        long before = Shim.crema_live_handles();
        try (EmbeddingEngine engine = tiny()) {
            long loaded = Shim.crema_live_handles();
            engine.embed(List.of("the crema", "espresso", "beans"));
            assertThat(Shim.crema_live_handles()).isEqualTo(loaded);
        }
        assertThat(Shim.crema_live_handles()).isEqualTo(before);
    }

    @Test
    void closingReleasesThoseWhoWait() throws Exception {
        EmbeddingEngine engine = tiny();
        List<String> many = java.util.Collections.nCopies(200_000, "the crema on top of an espresso");
        CountDownLatch begun = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> waiting = threads.submit(() -> {
                begun.countDown();
                return engine.embed(many);
            });
            begun.await();
            engine.embed(List.of("espresso"));
            engine.close();
            assertThatThrownBy(waiting::get)
                    .cause()
                    .isInstanceOfAny(CancellationException.class, IllegalStateException.class);
        }
    }

    @Test
    void theIdentityIsThatOfTheContentNotOfThePlace() throws IOException {
        Path copy = copyOfTiny();
        try (EmbeddingEngine one = tiny();
                EmbeddingEngine two = EmbeddingEngine.load(copy)) {
            assertThat(two.identity()).isEqualTo(one.identity()).hasSize(64);
        }
        byte[] weights = Files.readAllBytes(copy.resolve("model.safetensors"));
        weights[weights.length - 1] ^= 1;
        Files.write(copy.resolve("model.safetensors"), weights);
        try (EmbeddingEngine one = tiny();
                EmbeddingEngine changed = EmbeddingEngine.load(copy)) {
            assertThat(changed.identity()).isNotEqualTo(one.identity());
        }
    }

    @Test
    void otherPoolingIsAnotherIdentity() throws IOException {
        Path copy = copyOfTiny();
        Files.delete(copy.resolve("1_Pooling/config.json"));
        try (EmbeddingEngine one = tiny();
                EmbeddingEngine mean = EmbeddingEngine.load(copy)) {
            assertThat(mean.identity()).isNotEqualTo(one.identity());
            assertThat(cosine(
                            mean.embed(List.of("espresso")).getFirst(),
                            one.embed(List.of("espresso")).getFirst()))
                    .isLessThan(0.99);
        }
    }

    @Test
    void modelsOfAnotherKindAreRefusedByName() throws IOException {
        Path copy = copyOfTiny();
        replace(copy.resolve("config.json"), "\"gelu\"", "\"relu\"");
        assertThatThrownBy(() -> EmbeddingEngine.load(copy))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("hidden_act")
                .hasMessageContaining("relu");

        replace(copy.resolve("config.json"), "\"bert\"", "\"nomic_bert\"");
        assertThatThrownBy(() -> EmbeddingEngine.load(copy)).hasMessageContaining("nomic_bert");

        Files.writeString(copy.resolve("modules.json"), "[{\"type\": \"sentence_transformers.models.Dense\"}]");
        assertThatThrownBy(() -> EmbeddingEngine.load(copy)).hasMessageContaining("Dense");
    }

    @Test
    void unknownPoolingIsRefused() throws IOException {
        Path copy = copyOfTiny();
        replace(
                copy.resolve("1_Pooling/config.json"),
                "\"pooling_mode_cls_token\": true",
                "\"pooling_mode_max_tokens\": true");

        assertThatThrownBy(() -> EmbeddingEngine.load(copy))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("pooling_mode_max_tokens");
    }

    private static EmbeddingEngine tiny() {
        return EmbeddingEngine.load(EmbeddingVectors.tinyModel());
    }

    private Path copyOfTiny() throws IOException {
        Path from = EmbeddingVectors.tinyModel();
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        scratch.resolve(from.relativize(file).toString()),
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return scratch;
    }

    private static void replace(Path file, String old, String now) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(old);
        Files.writeString(file, text.replace(old, now));
    }
}

package dev.crema.mlx.embed;

import static dev.crema.mlx.embed.EmbeddingVectors.cosine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.crema.mlx.embed.EmbeddingVectors.Case;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** all-MiniLM-L6-v2 against a float64 reference. */
@Timeout(120)
class EmbeddingParityTest {
    private static final List<Case> CASES = EmbeddingVectors.read("all-minilm-l6-v2");

    private static EmbeddingEngine engine;

    @BeforeAll
    static void load() {
        engine = EmbeddingEngine.load(EmbeddingVectors.realModel());
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void vectorsAreThoseOfTheReference() {
        assertThat(CASES).hasSize(20);
        for (Case each : CASES) {
            float[] vector = engine.embed(List.of(each.text())).getFirst();
            assertThat(cosine(vector, each.vector())).as(each.text()).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void aBatchGivesWhatEachTextGivesAlone() {
        List<float[]> batch = engine.embed(CASES.stream().map(Case::text).toList());

        for (int i = 0; i < CASES.size(); i++) {
            float[] alone = engine.embed(List.of(CASES.get(i).text())).getFirst();
            assertThat(cosine(batch.get(i), alone)).as(CASES.get(i).text()).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void tokensAreCountedAsTheReferenceCounts() {
        for (Case each : CASES) {
            assertThat(engine.countTokens(each.text())).as(each.text()).isEqualTo(each.tokens());
        }
    }

    @Test
    void similarTextsAreCloserThanOthers() {
        List<float[]> vectors = engine.embed(List.of(
                "How do I list all files of a folder that changed today?",
                "Which files in this directory were modified in the last 24 hours?",
                "An espresso takes about thirty seconds."));

        assertThat(cosine(vectors.get(0), vectors.get(1))).isGreaterThan(cosine(vectors.get(0), vectors.get(2)) + 0.5);
    }

    @Test
    void aTextBeyondTheLimitIsRefusedAndNotCut() {
        assertThat(engine.maxTokens()).isEqualTo(256);
        String longest = "word ".repeat(254);
        assertThat(engine.embed(List.of(longest)).getFirst()).hasSize(384);

        TextTooLongException refused = catchThrowableOfType(
                TextTooLongException.class, () -> engine.embed(List.of("short", longest + "word")));
        assertThat(refused.index()).isEqualTo(1);
        assertThat(refused).hasMessageContaining("257 tokens").hasMessageContaining("256");
    }
}

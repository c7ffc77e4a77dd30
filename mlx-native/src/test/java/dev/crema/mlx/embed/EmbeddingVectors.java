package dev.crema.mlx.embed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** Reads the committed vectors of the reference (src/test/reference), and finds the models. */
final class EmbeddingVectors {
    private EmbeddingVectors() {}

    /** A text, how many tokens it has, and its vector. */
    record Case(String text, int tokens, float[] vector) {}

    static List<Case> read(String name) {
        List<Case> cases = new ArrayList<>();
        try (InputStream in = EmbeddingVectors.class.getResourceAsStream("/vectors/" + name + ".json")) {
            for (JsonNode node : new ObjectMapper()
                    .readTree(Objects.requireNonNull(in, name))
                    .path("cases")) {
                cases.add(new Case(
                        node.path("text").asText(),
                        node.path("ids").size(),
                        floats(node.path("vector").asText())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    /** The embedding model of the tests; the test fails if it was not given. */
    static Path realModel() {
        String path = System.getProperty("crema.test.embedder", "");
        assertThat(path)
                .as(
                        "the system property crema.test.embedder names the folder of all-MiniLM-L6-v2; ./crema test sets it")
                .isNotBlank();
        assertThat(Path.of(path)).as("-Dcrema.test.embedder").isDirectory();
        return Path.of(path);
    }

    static Path tinyModel() {
        try {
            return Path.of(Objects.requireNonNull(EmbeddingVectors.class.getResource("/models/tiny-bert"))
                    .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of vectors of length 1. */
    static double cosine(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static float[] floats(String base64) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }
}

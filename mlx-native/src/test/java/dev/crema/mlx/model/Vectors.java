package dev.crema.mlx.model;

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

/** Reads the committed answers of mlx-lm (src/test/reference). */
final class Vectors {
    private Vectors() {}

    /** One prompt and its greedy continuation; {@code logits} is null where they were not recorded. */
    record Case(String precision, int[] prompt, int[] tokens, float[] margins, float[] logits) {
        @Override
        public String toString() {
            return precision + ", " + prompt.length + " prompt tokens";
        }
    }

    static List<Case> read(String name) {
        List<Case> cases = new ArrayList<>();
        for (JsonNode node : json(name).path("cases")) {
            cases.add(new Case(
                    node.path("precision").asText(),
                    ints(node.path("ids")),
                    ints(node.path("tokens")),
                    floats(node.path("margins")),
                    node.has("logits") ? logits(node.path("logits").asText()) : null));
        }
        return cases;
    }

    static JsonNode json(String name) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + name + ".json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path model(String name) {
        try {
            return Path.of(Objects.requireNonNull(Vectors.class.getResource("/models/" + name), name)
                    .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static float[] logits(String base64) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / 4];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    static float largestDifference(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        float largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }
}

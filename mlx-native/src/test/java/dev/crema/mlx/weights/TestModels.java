package dev.crema.mlx.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.IntStream;

/** Where the tests' models and vectors are. */
final class TestModels {
    private TestModels() {}

    /** The file or folder of that name in the test resources. */
    static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(TestModels.class.getResource("/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Path tiny(String name) {
        return resource("models/" + name);
    }

    static JsonNode json(String name) {
        return Json.object(resource(name));
    }

    /** The default model's GGUF file; the test fails if it was not given. */
    static Path defaultModel() {
        String path = System.getProperty("crema.test.model");
        assertThat(path)
                .as("the default model's GGUF file: run the tests by ./crema test, or pass"
                        + " -Dcrema.test.model=/path/SmolLM2-135M-Instruct.Q4_1.gguf")
                .isNotNull();
        assertThat(Path.of(path)).as("-Dcrema.test.model").isRegularFile();
        return Path.of(path);
    }

    static long[] longs(JsonNode array) {
        return IntStream.range(0, array.size())
                .mapToLong(i -> array.get(i).longValue())
                .toArray();
    }

    static byte[] bytes(HostTensor tensor) {
        return tensor.data().toArray(ValueLayout.JAVA_BYTE);
    }
}

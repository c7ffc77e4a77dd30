package dev.crema.mlx.weights;

import static dev.crema.mlx.weights.SafetensorsBytes.header;
import static dev.crema.mlx.weights.SafetensorsBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.mlx.array.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsSourceTest {
    private static final byte[] ONE = SafetensorsBytes.of(header(tensor("one", "U8", "[1]", 0, 1)), 1);

    @TempDir
    Path folder;

    @Test
    void shardsAreOneSource() {
        try (SafetensorsSource source = SafetensorsSource.open(TestModels.tiny("tiny-llama-f16-sharded"))) {
            assertThat(source.names()).hasSize(21).contains("lm_head.weight", "model.norm.weight");
            for (String name : source.names()) {
                assertThat(source.tensor(name).dtype()).isEqualTo(DType.FLOAT16);
            }
            assertThat(source.tensor("model.embed_tokens.weight").shape()).containsExactly(288, 64);
        }
    }

    @Test
    void quantizedTriplesKeepMlxsNamesAndTypes() {
        try (SafetensorsSource source = SafetensorsSource.open(TestModels.tiny("tiny-qwen3-4bit"))) {
            assertThat(source.tensor("model.layers.0.mlp.up_proj.weight").dtype())
                    .isEqualTo(DType.UINT32);
            assertThat(source.tensor("model.layers.0.mlp.up_proj.weight").shape())
                    .containsExactly(64, 8);
            assertThat(source.tensor("model.layers.0.mlp.up_proj.scales").dtype())
                    .isEqualTo(DType.BFLOAT16);
            assertThat(source.tensor("model.layers.0.mlp.up_proj.biases").shape())
                    .containsExactly(64, 1);
        }
    }

    @Test
    void oneFileOfAnotherNameIsTaken() throws IOException {
        SafetensorsBytes.write(folder.resolve("weights.safetensors"), ONE);
        try (SafetensorsSource source = SafetensorsSource.open(folder)) {
            assertThat(source.names()).containsExactly("one");
        }
    }

    @Test
    void aMissingShardIsNamed() throws IOException {
        index("{\"weight_map\":{\"one\":\"a.safetensors\",\"two\":\"b.safetensors\"}}");
        SafetensorsBytes.write(folder.resolve("a.safetensors"), ONE);
        assertUnusable("b.safetensors is missing", "incomplete");
    }

    @Test
    void aShardWithoutItsTensorIsNamed() throws IOException {
        index("{\"weight_map\":{\"one\":\"a.safetensors\",\"two\":\"a.safetensors\"}}");
        SafetensorsBytes.write(folder.resolve("a.safetensors"), ONE);
        assertUnusable("a.safetensors does not hold tensor two");
    }

    @Test
    void anIndexCannotLeadOutOfTheFolder() throws IOException {
        index("{\"weight_map\":{\"one\":\"../a.safetensors\"}}");
        assertUnusable("\"../a.safetensors\"");
    }

    @Test
    void anIndexThatNamesNothingOrIsBrokenIsAnError() throws IOException {
        index("{\"weight_map\":{}}");
        assertUnusable("names no tensors");
        index("{\"weight_map\":");
        assertUnusable("model.safetensors.index.json is not valid JSON");
    }

    @Test
    void severalFilesWithoutAnIndexAreAnError() throws IOException {
        SafetensorsBytes.write(folder.resolve("a.safetensors"), ONE);
        SafetensorsBytes.write(folder.resolve("b.safetensors"), ONE);
        assertUnusable("2 safetensors files but no model.safetensors.index.json");
    }

    @Test
    void aTensorThatIsNotThereIsNamed() throws IOException {
        SafetensorsBytes.write(folder.resolve("model.safetensors"), ONE);
        try (SafetensorsSource source = SafetensorsSource.open(folder)) {
            assertThatThrownBy(() -> source.tensor("two"))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("no tensor two");
        }
    }

    @Test
    void closingTwiceIsHarmless() throws IOException {
        SafetensorsBytes.write(folder.resolve("model.safetensors"), ONE);
        SafetensorsSource source = SafetensorsSource.open(folder);
        source.close();
        source.close();
        assertThatThrownBy(() -> TestModels.bytes(source.tensor("one"))).isInstanceOf(IllegalStateException.class);
    }

    private void index(String json) throws IOException {
        Files.writeString(folder.resolve("model.safetensors.index.json"), json);
    }

    private void assertUnusable(String... words) {
        assertThatThrownBy(() -> SafetensorsSource.open(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(words);
    }
}

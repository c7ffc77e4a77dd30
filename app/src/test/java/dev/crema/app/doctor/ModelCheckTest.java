package dev.crema.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.doctor.Finding.Status;
import dev.crema.mlx.hardware.Chip;
import dev.crema.mlx.hardware.Hardware;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCheckTest {
    private static final long GB = 1L << 30;

    @TempDir
    Path home;

    @Test
    void theDefaultModelIsWhole() {
        String model = System.getProperty("crema.test.model", "");
        assertThat(model)
                .as("the system property crema.test.model names the default model's GGUF file; ./crema test sets it")
                .isNotEmpty();

        assertThat(look(Path.of(model), 16)).singleElement().satisfies(finding -> {
            assertThat(finding.status()).as(finding.text()).isEqualTo(Status.OK);
            assertThat(finding.text()).contains("llama", "GB of weights");
        });
        assertThat(look(Path.of(model), 4))
                .singleElement()
                .satisfies(finding -> assertThat(finding.status()).isEqualTo(Status.WARNING));
    }

    @Test
    void noModelIsAProblemThatSaysHowToGetOne() {
        assertThat(look(null, 16)).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Status.PROBLEM);
            assertThat(finding.fix()).contains("crema models pull", "./crema prepare", "--model");
        });
    }

    @Test
    void aWholeFolderIsFine() throws IOException {
        assertThat(look(model("whole", "llama"), 16))
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.status()).as(finding.text()).isEqualTo(Status.OK));
    }

    @Test
    void aFamilyThatIsNotSupportedIsNamed() throws IOException {
        assertThat(look(model("other", "mamba"), 16)).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Status.PROBLEM);
            assertThat(finding.text()).contains("mamba", "llama", "qwen3");
        });
    }

    @Test
    void aShardThatIsMissingIsNamed() throws IOException {
        Path folder = model("cut", "llama");
        Files.delete(folder.resolve("model.safetensors"));
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"weight_map\": {\"a\": \"model-00001-of-00001.safetensors\"}}");

        assertProblem(folder, "model-00001-of-00001.safetensors");
    }

    @Test
    void weightsThatEndEarlyAreNamed() throws IOException {
        Path folder = model("short", "llama");
        Path weights = folder.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, java.util.Arrays.copyOf(bytes, bytes.length - 2));

        assertProblem(folder, "model.safetensors");
    }

    @Test
    void aMissingTokenizerOrTemplateIsNamed() throws IOException {
        Path folder = model("mute", "llama");
        Files.delete(folder.resolve("chat_template.jinja"));
        assertProblem(folder, "chat template");
        Files.delete(folder.resolve("tokenizer.json"));
        assertProblem(folder, "tokenizer.json");
    }

    @Test
    void otherModelsThatAreDamagedAreWarnings() throws IOException {
        Path chosen = model("models/whole", "llama");
        Path damaged = model("models/damaged", "llama");
        Files.delete(damaged.resolve("tokenizer.json"));
        Path embedder = model("models/embedder", "bert");
        Files.delete(embedder.resolve("chat_template.jinja"));

        assertThat(look(chosen, 16)).extracting(Finding::status).containsExactly(Status.OK, Status.WARNING, Status.OK);
    }

    private void assertProblem(Path folder, String named) {
        assertThat(look(folder, 16)).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Status.PROBLEM);
            assertThat(finding.text()).contains(named);
            assertThat(finding.fix()).isNotBlank();
        });
    }

    private List<Finding> look(Path defaultModel, long memoryGb) {
        Hardware machine = new Hardware(Chip.of("Apple M4"), List.of(), 10, memoryGb * GB, memoryGb * GB / 2);
        return new ModelCheck(Configs.of(home, Map.of()), machine, defaultModel).look();
    }

    /** A folder of the right form with weights of one number. */
    private Path model(String name, String family) throws IOException {
        Path folder = Files.createDirectories(home.resolve(name));
        Files.writeString(
                folder.resolve("config.json"),
                "{\"model_type\": \"" + family
                        + "\", \"num_hidden_layers\": 2, \"num_attention_heads\": 2, \"hidden_size\": 16,"
                        + " \"head_dim\": 8}");
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        Files.writeString(folder.resolve("chat_template.jinja"), "{{ messages }}");
        byte[] header =
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}".getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(
                folder.resolve("model.safetensors"),
                bytes.putLong(header.length).put(header).putFloat(1).array());
        return folder;
    }
}

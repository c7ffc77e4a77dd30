package dev.crema.mlx.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    @TempDir
    Path folder;

    @Test
    void aFolderGivesAllPartsOfItsModel() {
        try (ModelFolder model = ModelFolder.open(TestModels.tiny("tiny-qwen3-4bit"))) {
            assertThat(model.id()).isEqualTo("tiny-qwen3-4bit");
            assertThat(model.config().path("model_type").textValue()).isEqualTo("qwen3");
            assertThat(model.weights().names()).contains("model.embed_tokens.scales");
            assertThat(model.tokenizerJson()).contains("<tool_call>");
            assertThat(model.chatTemplate()).contains("<|im_start|>");
            assertThat(model.specialTokens())
                    .containsEntry("eos_token", "<|im_end|>")
                    .containsEntry("pad_token", "<|endoftext|>");
            assertThat(model.endOfTurn()).containsExactlyInAnyOrder(0, 2);
            assertThat(model.weightBytes()).isBetween(40_000L, 80_000L);
        }
    }

    @Test
    void chatTemplatesAreFoundInEachPlace() throws IOException {
        try (ModelFolder model = ModelFolder.open(TestModels.tiny("tiny-llama-f32"))) {
            assertThat(model.chatTemplates()).containsOnlyKeys("default");
        }
        try (ModelFolder model = ModelFolder.open(TestModels.tiny("tiny-llama-f16-sharded"))) {
            assertThat(model.chatTemplates()).containsOnlyKeys("default", "tool_use");
            assertThat(model.chatTemplates().get("tool_use")).startsWith("{# for tools #}");
        }
        minimal();
        write("chat_template.json", "{\"chat_template\": \"from json\"}");
        assertThat(ModelFolder.open(folder).chatTemplate()).isEqualTo("from json");
        write("chat_template.jinja", "from jinja");
        write("additional_chat_templates/rag.jinja", "from rag");
        assertThat(ModelFolder.open(folder).chatTemplate()).isEqualTo("from jinja");
        assertThat(ModelFolder.open(folder).chatTemplates()).containsEntry("rag", "from rag");
    }

    @Test
    void aMissingTemplateOrTokenizerFailsOnlyWhenAskedFor() throws IOException {
        minimal();
        Files.delete(folder.resolve("tokenizer.json"));
        try (ModelFolder model = ModelFolder.open(folder)) {
            assertThat(model.weights().names()).containsExactly("one");
            assertThatThrownBy(model::chatTemplate)
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContainingAll("no chat template", "instruct");
            assertThatThrownBy(model::tokenizerJson)
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("tokenizer.json is missing");
        }
    }

    @Test
    void endsOfTurnAreDeclaredOnesAndWellKnownOnes() throws IOException {
        minimal();
        tokens("<|endoftext|>", "<|im_end|>", "<|eot_id|>", "<end_of_turn>", "<|end|>", "</s>");
        assertThat(ModelFolder.open(folder).endOfTurn()).containsExactlyInAnyOrder(1, 2, 3, 4);
        write("config.json", "{\"eos_token_id\": 100}");
        write("generation_config.json", "{\"eos_token_id\": [101, 102]}");
        write("tokenizer_config.json", "{\"eos_token\": {\"content\": \"</s>\"}}");
        assertThat(ModelFolder.open(folder).endOfTurn()).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 100, 101, 102);
    }

    @Test
    void endOfMessageIsNoEndOfTurnWhereMessagesHaveChannels() throws IOException {
        minimal();
        tokens("<|end|>", "<|channel|>", "<|return|>");
        write("config.json", "{\"eos_token_id\": 2}");
        assertThat(ModelFolder.open(folder).endOfTurn()).containsExactly(2);
    }

    @Test
    void identityIsStableUntilAFileChanges() throws IOException {
        minimal();
        String first = ModelFolder.open(folder).identity();
        assertThat(first)
                .matches("[0-9a-f]{64}")
                .isEqualTo(ModelFolder.open(folder).identity());
        Files.setLastModifiedTime(folder.resolve("model.safetensors"), FileTime.fromMillis(12345));
        assertThat(ModelFolder.open(folder).identity())
                .as("the same content, written later")
                .isEqualTo(first);
        write("chat_template.jinja", "{{ messages }}");
        String templated = ModelFolder.open(folder).identity();
        assertThat(templated).isNotEqualTo(first);
        write("config.json", "{\"model_type\": \"llama\", \"rope_theta\": 1}");
        assertThat(ModelFolder.open(folder).identity()).isNotIn(first, templated);
    }

    @Test
    void weightsCanBeClosedBeforeTheFolder() throws IOException {
        minimal();
        try (ModelFolder model = ModelFolder.open(folder)) {
            model.weights().close();
            assertThat(model.tokenizerJson()).isNotEmpty();
        }
    }

    @Test
    void aGgufFileOrAFolderWithOneIsAModel() throws IOException {
        Path gguf = gguf("small.Q8_0.gguf");
        for (Path path : List.of(gguf, folder)) {
            try (ModelFolder model = ModelFolder.open(path)) {
                assertThat(model.id()).isEqualTo("small.Q8_0");
                assertThat(model.config().path("model_type").textValue()).isEqualTo("llama");
                assertThat(model.weights().names()).containsExactly("model.embed_tokens.weight");
                assertThat(model.weightBytes()).isEqualTo(10 * 32 * 4);
                assertThat(model.chatTemplate()).isEqualTo("hi");
                assertThat(model.chatTemplates()).containsEntry("tool_use", "tools");
                assertThat(model.endOfTurn()).containsExactlyInAnyOrder(0, 1);
                assertThat(model.specialTokens()).containsEntry("eos_token", "<|eot_id|>");
            }
        }
    }

    @Test
    void severalGgufFilesAreAmbiguous() throws IOException {
        gguf("a-00001-of-00002.gguf");
        gguf("a-00002-of-00002.gguf");
        assertUnusable(folder, "2 GGUF files", "a-00001-of-00002.gguf", "llama-gguf-split --merge");
    }

    @Test
    void whatIsNoModelSaysWhatIsNeeded() throws IOException {
        assertUnusable(folder.resolve("nowhere"), "nowhere does not exist", "A model is a folder");
        assertUnusable(folder, "is empty", "A model is a folder");
        write("notes.txt", "x");
        assertUnusable(folder, "has no weights", "A model is a folder");
        assertUnusable(folder.resolve("notes.txt"), "not a GGUF one");
        write("pytorch_model.bin", "x");
        assertUnusable(folder, "PyTorch weights", "mlx-community");
    }

    @Test
    void weightsWithoutAConfigAreIncomplete() throws IOException {
        minimal();
        Files.delete(folder.resolve("config.json"));
        assertUnusable(folder, "no config.json", "incomplete");
    }

    @Test
    void aBrokenConfigIsNamed() throws IOException {
        minimal();
        write("config.json", "{\"model_type\": ");
        assertUnusable(folder, "config.json is not valid JSON", "Download it again");
        write("config.json", "[]");
        assertUnusable(folder, "config.json does not hold a JSON object");
        Files.write(folder.resolve("config.json"), new byte[] {(byte) 0xC3, 0x28});
        assertUnusable(folder, "config.json is not UTF-8");
    }

    @Test
    void aShardThatIsMissingIsNoticedOnOpening() throws IOException {
        minimal();
        Files.move(folder.resolve("model.safetensors"), folder.resolve("a.safetensors"));
        write(
                "model.safetensors.index.json",
                "{\"weight_map\": {\"one\": \"a.safetensors\", \"x\": \"b.safetensors\"}}");
        assertUnusable(folder, "b.safetensors is missing");
    }

    private void minimal() throws IOException {
        write("config.json", "{\"model_type\": \"llama\"}");
        tokens();
        String header = SafetensorsBytes.header(SafetensorsBytes.tensor("one", "U8", "[1]", 0, 1));
        SafetensorsBytes.write(folder.resolve("model.safetensors"), SafetensorsBytes.of(header, 1));
    }

    private void tokens(String... added) throws IOException {
        StringBuilder json = new StringBuilder("{\"model\": {\"vocab\": {\"x\": 9}}, \"added_tokens\": [");
        for (int id = 0; id < added.length; id++) {
            json.append(id == 0 ? "" : ",").append("{\"id\": %d, \"content\": \"%s\"}".formatted(id, added[id]));
        }
        write("tokenizer.json", json + "]}");
    }

    private Path gguf(String name) throws IOException {
        return GgufBytes.llama()
                .with("tokenizer.ggml.model", "gpt2")
                .with("tokenizer.ggml.pre", "llama-bpe")
                .with("tokenizer.ggml.tokens", List.of("<|eot_id|>", "<|eom_id|>", "a"))
                .with("tokenizer.ggml.token_type", List.of(3, 3, 1))
                .with("tokenizer.ggml.merges", List.of())
                .with("tokenizer.ggml.eos_token_id", 0)
                .with("tokenizer.chat_template", "hi")
                .with("tokenizer.chat_template.tool_use", "tools")
                .counting("token_embd.weight", 10, 32)
                .write(folder.resolve(name));
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    private static void assertUnusable(Path path, String... words) {
        assertThatThrownBy(() -> ModelFolder.open(path).close())
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(words);
    }
}

package dev.crema.mlx.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelFilesTest {
    @Test
    void whatTheEngineReadsIsTakenAndTheRestIsLeft() {
        assertThat(paths(
                        null,
                        "README.md",
                        ".gitattributes",
                        "LICENSE.txt",
                        "config.json",
                        "tokenizer.json",
                        "tokenizer.model",
                        "vocab.json",
                        "chat_template.jinja",
                        "additional_chat_templates/tool_use.jinja",
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors",
                        "model.safetensors.index.json",
                        "consolidated.safetensors",
                        "original/model.safetensors",
                        "pytorch_model.bin",
                        "onnx/model.onnx"))
                .containsExactly(
                        "LICENSE.txt",
                        "config.json",
                        "tokenizer.json",
                        "chat_template.jinja",
                        "additional_chat_templates/tool_use.jinja",
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors",
                        "model.safetensors.index.json");
    }

    @Test
    void oneWholeFileIsEnough() {
        assertThat(paths(
                        null, "config.json", "tokenizer.json", "model.safetensors", "model-00001-of-00001.safetensors"))
                .containsExactly("config.json", "tokenizer.json", "model.safetensors");
        assertThat(paths(null, "config.json", "tokenizer.json", "weights.safetensors"))
                .contains("weights.safetensors");
    }

    @Test
    void namesThatLeadElsewhereAreNoFilesOfAModel() {
        assertThat(paths(
                        null,
                        "config.json",
                        "tokenizer.json",
                        "model.safetensors",
                        "../evil.safetensors",
                        "/etc/evil.safetensors",
                        "..\\evil.safetensors",
                        "C:evil.safetensors",
                        ".hidden.safetensors",
                        "additional_chat_templates/../../evil.jinja",
                        "additional_chat_templates/..jinja",
                        "LICENSE/../../evil"))
                .containsExactly("config.json", "tokenizer.json", "model.safetensors");
    }

    @Test
    void whatIsNoModelForCremaIsSaidBeforeTheDownload() {
        assertThatThrownBy(() -> paths(null, "config.json", "model.safetensors"))
                .hasMessageContainingAll("no tokenizer.json", "mlx-community");
        assertThatThrownBy(() -> paths(null, "tokenizer.json", "model.safetensors"))
                .hasMessageContaining("no config.json");
        assertThatThrownBy(() -> paths(null, "config.json", "pytorch_model.bin"))
                .hasMessageContaining("neither safetensors nor GGUF");
        assertThatThrownBy(() -> paths(null, "a.gguf", "b.gguf")).hasMessageContainingAll("a.gguf, b.gguf", "named");
        assertThatThrownBy(() -> paths("c.gguf", "a.gguf", "b.gguf"))
                .hasMessageContainingAll("c.gguf", "a.gguf, b.gguf");
        assertThatThrownBy(() -> new PullRequest(RepoId.of("a/b"), "main", "../c.gguf"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theOnlyGgufFileIsTheModel() {
        assertThat(paths(null, "README.md", "config.json", "a.gguf")).containsExactly("a.gguf");
        assertThat(paths("b.gguf", "a.gguf", "b.gguf")).containsExactly("b.gguf");
    }

    @Test
    void namesOfModelsAreOwnerAndName() {
        assertThat(RepoId.of("mlx-community/Qwen3-8B-4bit")).hasToString("mlx-community/Qwen3-8B-4bit");
        for (String wrong : List.of("", "name", "a/b/c", "../x", "a/..", "a/b..c", "a b/c", "a/b?c", "/b", "a/")) {
            assertThatThrownBy(() -> RepoId.of(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<String> paths(String gguf, String... paths) {
        Checksum checksum = new Checksum(Checksum.Kind.GIT_BLOB, "0".repeat(40));
        List<HubFile> files =
                Arrays.stream(paths).map(path -> new HubFile(path, 1, checksum)).toList();
        return ModelFiles.of(new HubModel(RepoId.of("a/b"), "0".repeat(40), false, null, files), gguf).files().stream()
                .map(HubFile::path)
                .toList();
    }
}

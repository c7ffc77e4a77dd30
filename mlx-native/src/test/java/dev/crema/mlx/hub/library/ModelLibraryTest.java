package dev.crema.mlx.hub.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.mlx.model.Architectures;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLibraryTest {
    private static final String INDEX =
            "{\"weight_map\": {\"a\": \"model-1.safetensors\", \"b\": \"model-2.safetensors\"}}";

    @TempDir
    Path home;

    @Test
    void aMissingFolderHoldsNoModel() {
        assertThat(library().list()).isEmpty();
    }

    @Test
    void ggufFilesAndSafetensorsFoldersAreFoundByName() throws IOException {
        write("models/pack/Small.Q4_1.gguf", 30);
        large();

        assertThat(library().list())
                .containsExactly(
                        new InstalledModel("Large", home.resolve("models/org/Large"), 90),
                        new InstalledModel("Small.Q4_1", home.resolve("models/pack/Small.Q4_1.gguf"), 30));
        assertThat(library().find("org/Large"))
                .isEqualTo(library().find("Large"))
                .isPresent();
    }

    @Test
    void modelsOfTheSameNameAreToldApartByTheirFolders() throws IOException {
        large();
        write("models/other/Large/config.json", 2);
        write("models/other/Large/model.safetensors", 7);

        assertThat(library().list()).extracting(InstalledModel::id).containsExactly("org/Large", "other/Large");
        assertThat(library().find("other/Large"))
                .get()
                .extracting(InstalledModel::bytes)
                .isEqualTo(7L);
        assertThat(library().find("Large")).isEmpty();
    }

    @Test
    void whatIsNotCompleteIsNotListed() throws IOException {
        write("models/empty/config.json", 2);
        write("models/weights/model.safetensors", 2);
        large();
        Files.delete(home.resolve("models/org/Large/model-2.safetensors"));

        assertThat(library().list()).isEmpty();
    }

    @Test
    void whatIsBeingDownloadedIsNotListed() throws IOException {
        write("models/.staging-1/half.gguf", 3);
        write("models/.partial/a--b/model/model.safetensors", 3);
        write("models/.partial/a--b/model/config.json", 3);
        write("models/pack/.hidden.gguf", 3);

        assertThat(library().list()).isEmpty();
    }

    @Test
    void aDeletedModelLeavesNothing() throws IOException {
        large();
        write("models/pack/Small.gguf", 30);
        write("models/pack/LICENSE", 30);
        write("models/other/One.gguf", 30);
        write("models/other/Two.gguf", 30);

        for (String id : new String[] {"Large", "Small", "One"}) {
            library().delete(library().find(id).orElseThrow());
        }

        assertThat(home.resolve("models/org")).doesNotExist();
        assertThat(home.resolve("models/pack")).doesNotExist();
        assertThat(library().list()).extracting(InstalledModel::id).containsExactly("Two");
    }

    @Test
    void onlyWhatIsInTheFolderIsDeleted() throws IOException {
        Path outside = write("elsewhere/x.gguf", 3);

        assertThatThrownBy(() -> library().delete(new InstalledModel("x", outside, 3)))
                .isInstanceOf(IOException.class);
        assertThat(outside).exists();
    }

    @Test
    void aLinkToAModelIsDeletedAndTheModelIsNot() throws IOException {
        write("elsewhere/Linked/config.json", 2);
        write("elsewhere/Linked/model.safetensors", 2);
        Files.createDirectories(home.resolve("models/org"));
        Files.createSymbolicLink(home.resolve("models/org/Linked"), home.resolve("elsewhere/Linked"));
        assertThat(library().list()).extracting(InstalledModel::id).containsExactly("Linked");

        library().delete(library().find("Linked").orElseThrow());

        assertThat(library().list()).isEmpty();
        assertThat(home.resolve("elsewhere/Linked/model.safetensors")).exists();
    }

    @Test
    void modelsAreDescribedByTheirHeaders() throws Exception {
        ModelDescription quantized = ModelDescription.of(tiny("tiny-qwen3-4bit"));
        ModelDescription plain = ModelDescription.of(tiny("tiny-llama-f32"));

        assertThat(quantized.problem()).isNull();
        assertThat(quantized.family()).isEqualTo("qwen3");
        assertThat(quantized.format()).startsWith("4-bit, groups of ");
        assertThat(quantized.parameters()).isGreaterThan(quantized.model().bytes());
        assertThat(plain.family()).isEqualTo("llama");
        assertThat(plain.format()).isEqualTo("F32");
        assertThat(plain.parameters() * 4).isBetween(plain.weightBytes() * 9 / 10, plain.weightBytes());
        assertThat(plain.kvBytesPerToken()).isPositive();
        assertThat(plain.contextLength()).isPositive();
    }

    @Test
    void whatCannotBeLoadedSaysWhy() throws IOException {
        write("models/Broken.gguf", 30);
        Path folder = home.resolve("models/org/Other");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"granite\"}");
        String header = "{\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}";
        byte[] bytes = new byte[8 + header.length() + 4];
        bytes[0] = (byte) header.length();
        System.arraycopy(header.getBytes(StandardCharsets.UTF_8), 0, bytes, 8, header.length());
        Files.write(folder.resolve("model.safetensors"), bytes);

        ModelDescription broken = ModelDescription.of(library().find("Broken").orElseThrow());
        ModelDescription other = ModelDescription.of(library().find("Other").orElseThrow());

        assertThat(broken.supported()).isFalse();
        assertThat(broken.problem()).contains("not a GGUF file");
        assertThat(other.problem()).contains("granite").contains(Architectures.supported());
        assertThat(other.parameters()).isEqualTo(2);
        assertThat(other.format()).isEqualTo("F16");
    }

    private static InstalledModel tiny(String name) throws URISyntaxException {
        Path path = Path.of(Objects.requireNonNull(ModelLibraryTest.class.getResource("/models/" + name))
                .toURI());
        return ModelLibrary.at(path).orElseThrow();
    }

    private ModelLibrary library() {
        return ModelLibrary.of(home);
    }

    private void large() throws IOException {
        write("models/org/Large/config.json", 2);
        write("models/org/Large/model-1.safetensors", 40);
        write("models/org/Large/model-2.safetensors", 50);
        Files.writeString(home.resolve("models/org/Large/model.safetensors.index.json"), INDEX);
    }

    private Path write(String name, int bytes) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, new byte[bytes]);
    }
}

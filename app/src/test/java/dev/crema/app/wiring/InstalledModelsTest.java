package dev.crema.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledModelsTest {
    @TempDir
    Path home;

    @Test
    void aMissingFolderHoldsNoModel() {
        assertThat(new InstalledModels(home).list()).isEmpty();
    }

    @Test
    void ggufFilesAndSafetensorsFoldersAreFoundByName() throws IOException {
        write("models/pack/Small.Q4_1.gguf", 30);
        write("models/org/Large/config.json", 2);
        write("models/org/Large/model-1.safetensors", 40);
        write("models/org/Large/model-2.safetensors", 50);

        assertThat(new InstalledModels(home).list())
                .containsExactly(
                        new InstalledModel("Large", home.resolve("models/org/Large"), 90),
                        new InstalledModel("Small.Q4_1", home.resolve("models/pack/Small.Q4_1.gguf"), 30));
    }

    @Test
    void aConfigurationWithoutWeightsIsNoModel() throws IOException {
        write("models/empty/config.json", 2);

        assertThat(new InstalledModels(home).list()).isEmpty();
    }

    @Test
    void whatIsBeingDownloadedIsNotListed() throws IOException {
        write("models/.staging-1/half.gguf", 3);

        assertThat(new InstalledModels(home).list()).isEmpty();
    }

    private void write(String name, int bytes) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
    }
}

package dev.crema.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.proxy.backend.embedded.EmbeddedEmbedder;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.ConfigLoader;
import dev.crema.proxy.config.Setting;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddersTest {
    @TempDir
    Path home;

    @Test
    void withoutTheSettingThereIsNone() {
        assertThat(Embedders.open(config(Map.of()), line -> {})).isNull();
    }

    @Test
    void theSettingNamesTheModelsFolder() {
        String folder = System.getProperty("crema.test.embedder", "");
        assertThat(folder)
                .as(
                        "the system property crema.test.embedder names the folder of all-MiniLM-L6-v2; ./crema test sets it")
                .isNotBlank();
        try (EmbeddedEmbedder embedder = Embedders.open(naming(folder), line -> {})) {
            assertThat(embedder).isNotNull();
            assertThat(embedder.dimensions()).isEqualTo(384);
        }
    }

    @Test
    void aWrongFolderIsToldAtTheStartWithTheSetting() {
        assertThatThrownBy(() -> Embedders.open(naming(home.resolve("nowhere").toString()), line -> {}))
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll("caching.embeddingModel", "nowhere");
    }

    private Config naming(String folder) {
        return config(Map.of(Setting.CACHING_EMBEDDING_MODEL, folder));
    }

    private Config config(Map<Setting, String> overrides) {
        return ConfigLoader.load(home, Map.of(), overrides).config();
    }
}

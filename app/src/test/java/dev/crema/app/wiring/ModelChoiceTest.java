package dev.crema.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.ConfigLoader;
import dev.crema.proxy.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelChoiceTest {
    @TempDir
    Path home;

    @Test
    void withoutAChoiceItIsTheDefaultModel() throws IOException {
        Path model = write("default.gguf");

        assertThat(ModelChoice.resolve(config(Map.of()), model)).isEqualTo(model);
    }

    @Test
    void aPathWinsOverTheDefault() throws IOException {
        Path chosen = write("chosen.gguf");

        assertThat(ModelChoice.resolve(choosing(chosen.toString()), write("default.gguf")))
                .isEqualTo(chosen);
    }

    @Test
    void aNameMeansAnInstalledModel() throws IOException {
        Path installed = write("models/pack/Small.Q4_1.gguf");

        assertThat(ModelChoice.resolve(choosing("Small.Q4_1"), null)).isEqualTo(installed);
    }

    @Test
    void aMissingModelIsNamedWithWhatToDo() {
        assertThatThrownBy(() -> ModelChoice.resolve(choosing("nowhere"), null))
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll("nowhere", home.resolve("models").toString(), "crema models");
        assertThatThrownBy(() -> ModelChoice.resolve(config(Map.of()), home.resolve("absent.gguf")))
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll("absent.gguf", "./crema prepare", "models pull");
    }

    @Test
    void aPackageWithoutAModelSaysHowToFetchOne() {
        assertThatThrownBy(() -> ModelChoice.resolve(config(Map.of()), null))
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll("no model on this machine yet", "under Models", "crema models pull", "--model")
                .hasMessageNotContaining("./crema");
    }

    @Test
    void aPackageWithoutAChoiceTakesTheModelThatChangedLast() throws IOException {
        Path older = write("models/first/Older.gguf");
        Path newer = write("models/second/Newer.gguf");
        Files.setLastModifiedTime(older, FileTime.fromMillis(1_000_000));

        assertThat(ModelChoice.resolve(config(Map.of()), null)).isEqualTo(newer);

        Files.setLastModifiedTime(newer, FileTime.fromMillis(500_000));

        assertThat(ModelChoice.resolve(config(Map.of()), null)).isEqualTo(older);
    }

    private Config choosing(String model) {
        return config(Map.of(Setting.MODEL, model));
    }

    private Config config(Map<Setting, String> overrides) {
        return ConfigLoader.load(home, Map.of(), overrides).config();
    }

    private Path write(String name) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, new byte[1]);
    }
}

package dev.crema.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.proxy.config.ConfigException;
import dev.crema.proxy.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreferencesTest {
    @TempDir
    private Path home;

    @Test
    void aChoiceHoldsAtOnceAndAfterTheNextStart() throws IOException {
        Preferences preferences = new Preferences(home);
        preferences.choose(Setting.PORT, "12001");
        assertThat(preferences.load().config().port()).isEqualTo(12_001);
        assertThat(new Preferences(home).load().config().port()).isEqualTo(12_001);
    }

    @Test
    void aWrongValueIsRefusedWithItsReasonAndChangesNothing() throws IOException {
        Preferences preferences = new Preferences(home);
        preferences.choose(Setting.PORT, "12001");
        String before = Files.readString(home.resolve("config.json"));
        assertThatThrownBy(() -> preferences.choose(Setting.PORT, "70000"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("70000");
        assertThat(preferences.load().config().port()).isEqualTo(12_001);
        assertThat(home.resolve("config.json")).hasContent(before);
    }
}

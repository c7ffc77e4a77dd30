package dev.crema.app.dashboard.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crema.app.settings.AccessKey;
import dev.crema.app.settings.CurrentSettings;
import dev.crema.app.settings.Preferences;
import dev.crema.proxy.config.ConfigException;
import dev.crema.proxy.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingWordsTest {
    @TempDir
    private Path home;

    @Test
    void aSettingIsFoundByItsNameKeyVariableAndMeaning() {
        for (String search : new String[] {"port", "PORT", "crema_port", "tcp clients", "general port"}) {
            assertThat(SettingWords.matches(Setting.PORT, search)).as(search).isTrue();
        }
        assertThat(SettingWords.matches(Setting.PORT, "port ssd")).isFalse();
    }

    @Test
    void problemsAreSentencesAboutTheirSetting() {
        Preferences preferences = new Preferences(home, Map.of());
        assertThat(sentence(preferences, Setting.PRICES, "[]"))
                .isEqualTo("Prices must be an object: a price for each name of a model.");
        assertThat(sentence(preferences, Setting.PORT, "x"))
                .isEqualTo("\"x\" is not a number from 0 (any free port) to 65535.");
        assertThat(sentence(preferences, Setting.HOST, "0.0.0.0"))
                .startsWith("Listening on 0.0.0.0 lets other machines");
        assertThat(sentence(preferences, Setting.API_KEY, "a b"))
                .startsWith("The value holds")
                .doesNotContain("a b");
    }

    @Test
    void whereAValueComesFromIsSaidAndThatTheEnvironmentComesBack() throws IOException {
        Files.writeString(home.resolve("config.json"), "{\"host\": \"localhost\"}");
        Preferences preferences = new Preferences(home, Map.of("CREMA_PORT", "1", "CREMA_MODEL", "m"));
        preferences.choose(Setting.PORT, "2");
        preferences.choose(Setting.BACKEND, "lite");
        CurrentSettings now = preferences.look();
        assertThat(SettingWords.origin(Setting.PORT, now))
                .isEqualTo("Chosen here. At the next start of the app CREMA_PORT counts again.");
        assertThat(SettingWords.origin(Setting.BACKEND, now)).isEqualTo("Chosen here");
        assertThat(SettingWords.origin(Setting.MODEL, now)).isEqualTo("From CREMA_MODEL");
        assertThat(SettingWords.origin(Setting.HOST, now)).isEqualTo("From config.json");
        assertThat(SettingWords.origin(Setting.API_KEY, now)).isEqualTo("Default");
        assertThat(SettingWords.isResettable(Setting.HOST, now)).isTrue();
        assertThat(SettingWords.isResettable(Setting.MODEL, now)).isFalse();
        assertThat(SettingWords.isResettable(Setting.API_KEY, now)).isFalse();
    }

    @Test
    void aRefusalSaysWhatWouldBeWrongElsewhere() throws IOException {
        Preferences preferences = new Preferences(home, Map.of());
        preferences.choose(Setting.API_KEY, AccessKey.generate());
        preferences.choose(Setting.HOST, "0.0.0.0");
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> preferences.reset(Setting.API_KEY));
        assertThat(SettingWords.refusal(Setting.API_KEY, refused)).contains("lets other machines use this model");
    }

    @Test
    void whatKeepsCremaFromStartingIsNamed() throws IOException {
        Preferences preferences = new Preferences(home, Map.of());
        assertThat(SettingWords.trouble(preferences.look())).isNull();
        Files.writeString(home.resolve("config.json"), "{\"port\": \"x\", \"caching\": {\"l2Ttl\": \"long\"}}");
        assertThat(SettingWords.trouble(preferences.look()))
                .endsWith("To be corrected: Port (General), Time in memory (Answer Caches).");
        Files.writeString(home.resolve("config.json"), "{");
        assertThat(SettingWords.trouble(preferences.look())).contains("config.json, line 1");
    }

    private static String sentence(Preferences preferences, Setting setting, String value) {
        return SettingWords.sentence(preferences.check(setting, value).getFirst());
    }
}

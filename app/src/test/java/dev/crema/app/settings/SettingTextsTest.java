package dev.crema.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.settings.SettingInput.Choice;
import dev.crema.proxy.config.ConfigLoader;
import dev.crema.proxy.config.Origin;
import dev.crema.proxy.config.Setting;
import dev.crema.proxy.config.SettingSources;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingTextsTest {
    @TempDir
    private Path home;

    @Test
    void everySettingHasAMeaningInASentenceAndSaysWhatItTakes() {
        for (Setting setting : Setting.values()) {
            SettingText text = SettingTexts.of(setting);
            assertThat(text.name()).as(setting.key()).isNotBlank();
            assertThat(text.meaning()).as(setting.key()).matches("[A-Zm8].{15,}[.]");
            assertThat(text.allowed()).as(setting.key()).isNotBlank();
            assertThat(text.standard()).as(setting.key()).isNotBlank();
        }
    }

    @Test
    void everySettingIsInExactlyOneGroupAndNoGroupIsEmpty() {
        List<Setting> all = Arrays.stream(SettingGroup.values())
                .flatMap(group -> SettingTexts.of(group).stream())
                .toList();
        assertThat(all).containsExactlyInAnyOrder(Setting.values());
        assertThat(SettingGroup.values())
                .allSatisfy(group -> assertThat(SettingTexts.of(group)).isNotEmpty());
    }

    @Test
    void everyExampleIsAValueThatTheLoaderTakesAndThatIsNotTheDefault() {
        for (Setting setting : Setting.values()) {
            Map<Setting, String> example =
                    Map.of(setting, SettingTexts.of(setting).example());
            SettingSources sources = SettingSources.read(home, Map.of(), example);
            assertThat(sources.origin(setting)).isEqualTo(Origin.OVERRIDE);
            assertThat(ConfigLoader.load(home, sources).config())
                    .as(setting.key())
                    .isNotEqualTo(ConfigLoader.load(home, Map.of(), Map.of()).config());
        }
    }

    @Test
    void everyDefaultThatIsAValueIsTheOneThatHolds() {
        for (Setting setting : Setting.values()) {
            String standard = SettingTexts.of(setting).standardValue();
            if (standard != null) {
                assertThat(ConfigLoader.load(home, Map.of(), Map.of(setting, standard))
                                .config())
                        .as(setting.key())
                        .isEqualTo(ConfigLoader.load(home, Map.of(), Map.of()).config());
            }
        }
    }

    @Test
    void everyChoiceIsTaken() {
        for (Setting setting : Setting.values()) {
            if (SettingTexts.of(setting).input() instanceof Choice(List<String> values)) {
                for (String value : values) {
                    ConfigLoader.load(home, Map.of(), Map.of(setting, value));
                }
            }
        }
    }

    @Test
    void secretsAreMaskedAndNothingElseIs() {
        for (Setting setting : Setting.values()) {
            assertThat(SettingTexts.of(setting).input() instanceof SettingInput.Secret)
                    .as(setting.key())
                    .isEqualTo(setting.isSecret());
        }
    }
}

package dev.crema.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.ConfigException;
import dev.crema.proxy.config.Origin;
import dev.crema.proxy.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

    @Test
    void everyValueTellsWhereItComesFrom() throws IOException {
        Files.writeString(home.resolve("config.json"), "{\"port\": 12000, \"caching\": {\"l2Ttl\": \"2h\"}}");
        Preferences preferences = new Preferences(home, Map.of("CREMA_CACHING_L2_TTL", "3h"));
        preferences.choose(Setting.MODEL, "m");
        CurrentSettings now = preferences.look();
        assertThat(now.sources().origin(Setting.MODEL)).isEqualTo(Origin.OVERRIDE);
        assertThat(now.sources().text(Setting.MODEL)).isEqualTo("m");
        assertThat(now.sources().origin(Setting.CACHING_L2_TTL)).isEqualTo(Origin.ENVIRONMENT);
        assertThat(now.sources().text(Setting.CACHING_L2_TTL)).isEqualTo("3h");
        assertThat(now.sources().origin(Setting.PORT)).isEqualTo(Origin.FILE);
        assertThat(now.sources().text(Setting.PORT)).isEqualTo("12000");
        assertThat(now.sources().origin(Setting.HOST)).isEqualTo(Origin.DEFAULT);
        assertThat(now.sources().text(Setting.HOST)).isNull();
    }

    @Test
    void aChoiceTakenBackLeavesTheEnvironmentOrTheDefaultAndNoTraceInTheFile() throws IOException {
        Preferences preferences = new Preferences(home, Map.of("CREMA_CACHING_L2_TTL", "3h"));
        preferences.choose(Setting.MODEL, "m");
        String before = Files.readString(home.resolve("config.json"));
        preferences.choose(Setting.PORT, "12001");
        preferences.choose(Setting.CACHING_L2_TTL, "4h");
        assertThat(preferences.look().sources().origin(Setting.CACHING_L2_TTL)).isEqualTo(Origin.OVERRIDE);

        preferences.reset(Setting.PORT);
        preferences.reset(Setting.CACHING_L2_TTL);

        assertThat(preferences.load().config().port()).isEqualTo(Config.DEFAULT_PORT);
        assertThat(preferences.look().sources().origin(Setting.PORT)).isEqualTo(Origin.DEFAULT);
        assertThat(preferences.look().sources().origin(Setting.CACHING_L2_TTL)).isEqualTo(Origin.ENVIRONMENT);
        assertThat(home.resolve("config.json")).hasContent(before);
    }

    @Test
    void takingBackTheKeyIsRefusedWhileOtherMachinesAreLetIn() throws IOException {
        Preferences preferences = new Preferences(home, Map.of());
        preferences.choose(Setting.API_KEY, AccessKey.generate());
        preferences.choose(Setting.HOST, "0.0.0.0");
        assertThatThrownBy(() -> preferences.reset(Setting.API_KEY))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("lets other machines");
        assertThat(preferences.load().config().apiKey()).hasSize(43);
        preferences.reset(Setting.HOST);
        preferences.reset(Setting.API_KEY);
        assertThat(preferences.load().config().apiKey()).isNull();
    }

    @Test
    void oneOfTwoWrongSettingsCanBeMendedAndTheOtherIsStillTold() throws IOException {
        Files.writeString(home.resolve("config.json"), "{\"port\": 70000, \"backend\": \"steam\"}");
        Preferences preferences = new Preferences(home, Map.of());
        preferences.choose(Setting.PORT, "12001");
        CurrentSettings now = preferences.look();
        assertThat(now.config()).isNull();
        assertThat(now.problems(Setting.PORT)).isEmpty();
        assertThat(now.problems(Setting.BACKEND))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("mlx or lite"));
        preferences.reset(Setting.BACKEND);
        assertThat(preferences.look().config()).isNotNull();
        assertThat(home.resolve("config.json")).hasContent("{\"port\": 12001}");
    }

    @Test
    void whatWouldBeWrongIsToldWithoutAChange() {
        Preferences preferences = new Preferences(home, Map.of());
        assertThat(preferences.check(Setting.CACHING_SSD_BUDGET, "plenty")).hasSize(1);
        assertThat(preferences.check(Setting.CACHING_SSD_BUDGET, "30GB")).isEmpty();
        assertThat(home.resolve("config.json")).doesNotExist();
        assertThat(preferences.look().sources().origin(Setting.CACHING_SSD_BUDGET))
                .isEqualTo(Origin.DEFAULT);
    }

    @Test
    void aFileThatCannotBeChangedStopsTheKeepingOnly() throws IOException {
        Files.writeString(home.resolve("config.json"), "{\"port\": ");
        Preferences preferences = new Preferences(home, Map.of());
        assertThatThrownBy(() -> preferences.choose(Setting.MODEL, "m"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining("line 1");
        CurrentSettings now = preferences.look();
        assertThat(now.sources().text(Setting.MODEL)).isEqualTo("m");
        assertThat(now.fileProblems()).hasSize(1);
    }
}

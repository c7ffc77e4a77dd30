package dev.crema.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crema.proxy.config.ConfigLoader;
import dev.crema.proxy.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path home;

    @Test
    void aSettingIsWrittenWhereTheLoaderReadsItAndTheOthersStay() throws IOException {
        Path file = home.resolve("config.json");
        Files.writeString(file, """
                {"port": 12000, "own": {"note": [1, 2]}, "caching": {"prewarm": "3s"}}""");
        new SettingsFile(home).put(Setting.MODEL, "Qwen3-8B-4bit");
        assertThat(ConfigLoader.load(home, Map.of(), Map.of()).config().model()).isEqualTo("Qwen3-8B-4bit");
        assertThat(JSON.readTree(file.toFile())).isEqualTo(JSON.readTree("""
                {"port": 12000, "own": {"note": [1, 2]}, "caching": {"prewarm": "3s"}, "model": "Qwen3-8B-4bit"}"""));
        assertThat(home.toFile().list()).containsExactly("config.json");
    }

    @Test
    void aMissingFileIsMade() throws IOException {
        new SettingsFile(home).put(Setting.MODEL, "m");
        assertThat(ConfigLoader.load(home, Map.of(), Map.of()).config().model()).isEqualTo("m");
    }

    @Test
    void aFileThatIsNoObjectIsLeftAlone() throws IOException {
        Path file = home.resolve("config.json");
        Files.writeString(file, "[1]");
        assertThatThrownBy(() -> new SettingsFile(home).put(Setting.MODEL, "m"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("correct it");
        assertThat(Files.readString(file)).isEqualTo("[1]");
    }

    @Test
    void commentsAndEverythingElseStayToTheByte() throws IOException {
        Path file = home.resolve("config.json");
        String before = """
                {
                    // My own port.
                    "port": 12000,
                    "caching": { "prewarm": "3s" } /* short */
                }
                """;
        Files.writeString(file, before);
        SettingsFile settings = new SettingsFile(home);
        settings.put(Setting.CACHING_SSD_ENABLED, "false");
        settings.put(Setting.CACHING_RESET_REQUESTS, "500");
        settings.put(Setting.HOST, "localhost");
        assertThat(file).content().contains("// My own port.", "\"ssdEnabled\": false", "\"resetRequests\": 500");
        settings.remove(Setting.CACHING_SSD_ENABLED);
        settings.remove(Setting.CACHING_RESET_REQUESTS);
        settings.remove(Setting.HOST);
        assertThat(file).content().isEqualTo(before);
    }

    @Test
    void pricesAreWrittenAsTheLoaderReadsThem() throws IOException {
        String prices = "{\"mine*\": {\"input\": 1, \"output\": 2}}";
        new SettingsFile(home).put(Setting.PRICES, prices);
        assertThat(ConfigLoader.load(home, Map.of(), Map.of())
                        .config()
                        .prices()
                        .of("mine-1")
                        .output())
                .isEqualTo(2);
    }

    @Test
    void aKeyWithADotIsChangedWhereItStandsAndTakenOut() throws IOException {
        Path file = home.resolve("config.json");
        Files.writeString(file, "{\"caching.prewarm\": \"3s\"}");
        new SettingsFile(home).put(Setting.CACHING_PREWARM, "4s");
        assertThat(file).content().isEqualTo("{\"caching.prewarm\": \"4s\"}");
        new SettingsFile(home).remove(Setting.CACHING_PREWARM);
        assertThat(file).content().isEqualTo("{}");
    }

    @Test
    void theFileIsItsOwnersAloneAsItMayHoldAKey() throws IOException {
        new SettingsFile(home).put(Setting.API_KEY, AccessKey.generate());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("config.json"))))
                .isEqualTo("rw-------");
    }
}

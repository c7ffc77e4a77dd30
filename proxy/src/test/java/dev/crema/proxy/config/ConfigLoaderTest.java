package dev.crema.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    @TempDir
    Path home;

    @Test
    void withoutAnySourceTheDefaultsHold() {
        Config config = load(Map.of(), Map.of()).config();

        assertThat(config)
                .isEqualTo(new Config(
                        home,
                        "127.0.0.1",
                        11432,
                        Config.BackendKind.MLX,
                        null,
                        null,
                        null,
                        64L << 20,
                        Duration.ofSeconds(10),
                        null,
                        CacheConfig.defaults(home)));
    }

    @Test
    void commandLineBeatsEnvironmentBeatsFile() throws IOException {
        file("{\"port\": 1, \"model\": \"from-file\", \"pingInterval\": \"3s\"}");

        Config config = load(Map.of("CREMA_PORT", "2", "CREMA_MODEL", "from-environment"), Map.of(Setting.PORT, "3"))
                .config();

        assertThat(config.port()).isEqualTo(3);
        assertThat(config.model()).isEqualTo("from-environment");
        assertThat(config.pingInterval()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void everyProblemIsListedWithItsPlace() throws IOException {
        file("{\"maxBodyBytes\": \"many\", \"model\": []}");

        ConfigException e = catchThrowableOfType(
                ConfigException.class,
                () -> load(Map.of("CREMA_BACKEND", "gpu", "CREMA_PING_INTERVAL", "1h"), Map.of(Setting.PORT, "70000")));

        assertThat(e.problems())
                .extracting(ConfigProblem::path)
                .containsExactly(
                        "--port",
                        "CREMA_BACKEND",
                        "config.json: model",
                        "config.json: maxBodyBytes",
                        "CREMA_PING_INTERVAL");
        assertThat(e).hasMessageContaining("choose mlx or lite").hasMessageContaining("from 0 (any free port)");
    }

    @Test
    void noMemoryForKeptPromptsIsAChoice() {
        assertThat(load(Map.of(), Map.of(Setting.KV_BUDGET_BYTES, "0")).config().kvBudgetBytes())
                .isZero();
    }

    @Test
    void theSizeOfAConversationIsTheMachinesUnlessItIsSetAndNeverTiny() throws IOException {
        assertThat(load(Map.of(), Map.of()).config().caching().kv().sizeTokens())
                .isNull();
        file("{\"caching\": {\"kvSize\": 16384}}");
        assertThat(load(Map.of(), Map.of()).config().caching().kv().sizeTokens())
                .isEqualTo(16384);

        ConfigException e = catchThrowableOfType(
                ConfigException.class, () -> load(Map.of("CREMA_CACHING_KV_SIZE", "100"), Map.of()));

        assertThat(e).hasMessageContaining("CREMA_CACHING_KV_SIZE").hasMessageContaining("512 tokens or more");
    }

    @Test
    void rulesAreSwitchedOffByNameAndAMisspeltNameIsRefused() throws IOException {
        file("{\"caching\": {\"disabledRules\": [\"move-dates\", \"keep-sampled-text\"]}}");
        assertThat(load(Map.of(), Map.of()).config().caching().disabledRules())
                .containsExactlyInAnyOrder("move-dates", "keep-sampled-text");

        ConfigException e = catchThrowableOfType(
                ConfigException.class,
                () -> load(Map.of("CREMA_CACHING_DISABLED_RULES", "move-dates, sort-tool"), Map.of()));

        assertThat(e)
                .hasMessageContaining("CREMA_CACHING_DISABLED_RULES")
                .hasMessageContaining("does not exist, sort-tool;")
                .hasMessageContaining("sort-tools");
    }

    @Test
    void unknownKeysInTheFileAreWarnedOf() throws IOException {
        file("{ // comments are fine\n \"prot\": 5}");

        LoadedConfig loaded = load(Map.of(), Map.of());

        assertThat(loaded.warnings()).singleElement().asString().contains("\"prot\"");
        assertThat(loaded.config().port()).isEqualTo(Config.DEFAULT_PORT);
    }

    @Test
    void aBrokenFileIsReportedWithLineAndColumn() throws IOException {
        file("{\n  \"port\": 5,\n  oops\n}");

        ConfigException e = catchThrowableOfType(ConfigException.class, () -> load(Map.of(), Map.of()));

        assertThat(e).hasMessageContaining("config.json, line 3, column");
    }

    @Test
    void listeningBeyondLoopbackNeedsAKey() {
        Map<Setting, String> everywhere = Map.of(Setting.HOST, "0.0.0.0");

        ConfigException e = catchThrowableOfType(ConfigException.class, () -> load(Map.of(), everywhere));
        Config allowed = load(Map.of("CREMA_API_KEY", "k"), everywhere).config();

        assertThat(e).hasMessageContaining("--host").hasMessageContaining("CREMA_API_KEY");
        assertThat(allowed.host()).isEqualTo("0.0.0.0");
        assertThat(load(Map.of(), Map.of(Setting.HOST, "localhost")).config().host())
                .isEqualTo("localhost");
        assertThat(load(Map.of(), Map.of(Setting.HOST, "::1")).config().host()).isEqualTo("::1");
    }

    @Test
    void theKeyIsShownNowhere() {
        ConfigException e = catchThrowableOfType(
                ConfigException.class, () -> load(Map.of("CREMA_API_KEY", "sécret"), Map.of(Setting.PORT, "x")));

        assertThat(e).hasMessageContaining("CREMA_API_KEY").hasMessageNotContaining("sécret");
        assertThat(load(Map.of("CREMA_API_KEY", "secret"), Map.of()).config().toString())
                .doesNotContain("secret");
    }

    @Test
    void theHubIsHuggingFacesUnlessAMirrorIsNamed() throws IOException {
        assertThat(load(Map.of(), Map.of()).config().hub()).isEqualTo(HubConfig.defaults());

        file("{\"hub\": {\"url\": \"https://mirror.example/hf\", \"token\": \"hf_secret\"}}");
        LoadedConfig loaded = load(Map.of(), Map.of());

        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.config().hub().url()).hasToString("https://mirror.example/hf");
        assertThat(loaded.config().hub().token()).isEqualTo("hf_secret");
        assertThat(load(Map.of("CREMA_HUB_TOKEN", "hf_other"), Map.of())
                        .config()
                        .hub()
                        .token())
                .isEqualTo("hf_other");
    }

    @Test
    void aHubIsNoOtherAddressAndItsTokenTravelsEncrypted() {
        for (String wrong : new String[] {"mirror", "ftp://mirror", "https://user:pass@mirror", "https://mirror?x=y"}) {
            ConfigException e =
                    catchThrowableOfType(ConfigException.class, () -> load(Map.of("CREMA_HUB_URL", wrong), Map.of()));
            assertThat(e).as(wrong).hasMessageContaining("CREMA_HUB_URL");
        }
        Map<String, String> plain = Map.of("CREMA_HUB_URL", "http://mirror.example", "CREMA_HUB_TOKEN", "hf_secret");
        assertThat(catchThrowableOfType(ConfigException.class, () -> load(plain, Map.of())))
                .hasMessageContaining("unencrypted")
                .hasMessageNotContaining("hf_secret");
        assertThat(load(Map.of("CREMA_HUB_URL", "http://127.0.0.1:5000", "CREMA_HUB_TOKEN", "hf_secret"), Map.of())
                        .config()
                        .hub()
                        .token())
                .isEqualTo("hf_secret");
    }

    @Test
    void theHubsTokenIsShownNowhere() {
        ConfigException e = catchThrowableOfType(
                ConfigException.class, () -> load(Map.of("CREMA_HUB_TOKEN", "hf_sécret"), Map.of()));

        assertThat(e).hasMessageContaining("CREMA_HUB_TOKEN").hasMessageNotContaining("hf_sécret");
        Config config = load(Map.of("CREMA_HUB_TOKEN", "hf_secret"), Map.of()).config();
        assertThat(config + " " + config.hub()).doesNotContain("hf_secret");
        assertThat(Setting.HUB_TOKEN.isSecret()).isTrue();
    }

    @Test
    void theTeamCachesPasswordIsShownNowhere() {
        for (String wrong : new String[] {"http://:secret@host", "redis://:secret@ho st", "redis://:secret@"}) {
            ConfigException e = catchThrowableOfType(
                    ConfigException.class, () -> load(Map.of("CREMA_CACHING_REMOTE_URL", wrong), Map.of()));
            assertThat(e)
                    .as(wrong)
                    .hasMessageContaining("CREMA_CACHING_REMOTE_URL")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void aProblemNamesItsSettingAndThatOfTheFileNone() throws IOException {
        file("{");
        ConfigException e =
                catchThrowableOfType(ConfigException.class, () -> load(Map.of("CREMA_PORT", "x"), Map.of()));
        assertThat(e.problems()).extracting(ConfigProblem::setting).containsExactly(null, Setting.PORT);
    }

    @Test
    void everySourceTellsWhatIsWrittenThere() throws IOException {
        file("{\"port\": 1, \"host\": null, \"caching\": {\"disabledRules\": [\"move-dates\", \"sort-tools\"]},"
                + " \"prices\": {\"a\": {\"input\": 1, \"output\": 2}}}");
        SettingSources sources = SettingSources.read(home, Map.of("CREMA_MODEL", "m"), Map.of(Setting.BACKEND, "lite"));
        assertThat(sources.origin(Setting.PORT)).isEqualTo(Origin.FILE);
        assertThat(sources.text(Setting.PORT)).isEqualTo("1");
        assertThat(sources.origin(Setting.HOST)).isEqualTo(Origin.DEFAULT);
        assertThat(sources.text(Setting.CACHING_DISABLED_RULES)).isEqualTo("move-dates,sort-tools");
        assertThat(sources.text(Setting.PRICES)).contains("\"output\" : 2");
        assertThat(sources.origin(Setting.MODEL)).isEqualTo(Origin.ENVIRONMENT);
        assertThat(sources.inEnvironment(Setting.MODEL)).isTrue();
        assertThat(sources.origin(Setting.BACKEND)).isEqualTo(Origin.OVERRIDE);
    }

    @Test
    void sizesAndTimesAreReadAsPeopleWriteThem() {
        assertThat(Units.bytes("64MB")).isEqualTo(64L << 20);
        assertThat(Units.bytes("8 GiB")).isEqualTo(8L << 30);
        assertThat(Units.bytes("123")).isEqualTo(123);
        assertThat(Units.duration("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Units.duration("1.5")).isEqualTo(Duration.ofMillis(1500));
        assertThat(Units.duration("PT2M")).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void homeFollowsTheVariableThenTheSystem() {
        Path user = Path.of("/users/ada");

        assertThat(CremaHome.resolve(Map.of("CREMA_HOME", "~/c"), "Mac OS X", user))
                .isEqualTo(user.resolve("c"));
        assertThat(CremaHome.resolve(Map.of(), "Mac OS X", user))
                .isEqualTo(user.resolve("Library/Application Support/Crema"));
        assertThat(CremaHome.resolve(Map.of(), "Linux", user)).isEqualTo(user.resolve(".local/share/crema"));
        assertThat(CremaHome.resolve(Map.of("XDG_DATA_HOME", "/data"), "Linux", user))
                .isEqualTo(Path.of("/data/crema"));
    }

    private LoadedConfig load(Map<String, String> environment, Map<Setting, String> overrides) {
        return ConfigLoader.load(home, environment, overrides);
    }

    private void file(String json) throws IOException {
        Files.writeString(home.resolve(ConfigLoader.FILE_NAME), json);
    }
}

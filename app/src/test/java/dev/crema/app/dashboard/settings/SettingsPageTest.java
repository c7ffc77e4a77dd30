package dev.crema.app.dashboard.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.dashboard.TestWindow;
import dev.crema.app.dashboard.part.Switch;
import dev.crema.app.login.LaunchAtLogin;
import dev.crema.app.settings.SettingGroup;
import dev.crema.app.settings.SettingTexts;
import dev.crema.app.supervise.ServiceState;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.Setting;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;

/** The page against the real file, and the real proxy where a setting shows in it. */
@Timeout(180)
class SettingsPageTest {
    @TempDir
    private Path folder;

    private final FxRobot robot = new FxRobot();
    private Path crema;
    private LaunchAtLogin login;
    private TestWindow window;

    @BeforeEach
    void open() throws Exception {
        crema = Files.createDirectories(folder.resolve("crema"));
        Path user = Files.createDirectories(folder.resolve("user"));
        login = LaunchAtLogin.of("Mac OS X", user, Map.of(), Path.of("/Applications/Crema.app/Crema"), crema);
        window = TestWindow.open(
                crema, made -> List.of(new SettingsPage(made.service(), made.preferences(), Optional.of(login))));
        window.until(() -> window.text("#origin-port").equals("Chosen here"));
    }

    @AfterEach
    void close() throws Exception {
        window.close();
    }

    @Test
    void everySettingStandsInItsGroupWithMeaningAndControl() throws Exception {
        for (SettingGroup group : SettingGroup.values()) {
            click("#group-" + group.name().toLowerCase(Locale.ROOT));
            for (Setting setting : SettingTexts.of(group)) {
                Node control = control(setting);
                assertThat(control.isVisible()).as(setting.key()).isTrue();
                assertThat(control.getAccessibleText())
                        .isEqualTo(SettingTexts.of(setting).name());
                assertThat(control.getAccessibleHelp())
                        .contains(SettingTexts.of(setting).meaning());
                assertThat(robot.lookup(SettingTexts.of(setting).meaning()).tryQuery())
                        .isPresent();
            }
            window.picture("settings-" + group.name().toLowerCase(Locale.ROOT));
        }
        click("#group-ssd");
        robot.interact(() ->
                robot.lookup("#settings-search").query().getScene().getWindow().setWidth(860));
        window.picture("settings-narrow");
    }

    @Test
    void aWrongTextIsToldWhileItIsTypedAndChangesNothingAndARightOneHoldsWithEnter() throws Exception {
        String before = config();
        robot.clickOn("#setting-port").eraseText(1).write("70000");
        window.until(() -> window.text("#problem-port").contains("\"70000\" is not a number from 0"));
        window.picture("settings-wrong");
        robot.type(KeyCode.ENTER);
        window.until(() -> window.text("#problem-port").contains("70000"));
        assertThat(config()).isEqualTo(before);
        robot.type(KeyCode.ESCAPE);
        window.until(() ->
                text(Setting.PORT).equals("0") && window.text("#problem-port").isEmpty());

        robot.eraseText(1).write("12001").type(KeyCode.ENTER);
        window.until(() -> config().contains("\"port\": 12001"));
        assertThat(window.preferences().load().config().port()).isEqualTo(12_001);

        click("#reset-port");
        window.until(() -> window.text("#origin-port").equals("Default"));
        assertThat(text(Setting.PORT)).isEmpty();
        assertThat(config()).doesNotContain("port");
        assertThat(window.preferences().load().config().port()).isEqualTo(Config.DEFAULT_PORT);
    }

    @Test
    void leavingAFieldSetsItAndEmptyingItTakesTheChoiceBack() throws Exception {
        robot.clickOn("#setting-host").write("localhost").clickOn("#settings-search");
        window.until(() -> window.text("#origin-host").equals("Chosen here"));
        robot.clickOn("#setting-host").eraseText(9).clickOn("#settings-search");
        window.until(() -> window.text("#origin-host").equals("Default"));
        assertThat(config()).doesNotContain("host");
    }

    @Test
    void aChangeThatTheRunningProxyDoesNotHaveAsksForARestartAndHoldsAfterIt() throws Exception {
        window.preferences().choose(Setting.BACKEND, "lite");
        window.service().start();
        window.until(() -> window.service().state() instanceof ServiceState.Up);
        assertThat(shown("#settings-changes")).isFalse();
        int port = freePort();
        robot.clickOn("#setting-port").eraseText(1).write(String.valueOf(port)).type(KeyCode.ENTER);
        window.until(() -> shown("#settings-changes"));
        window.picture("settings-restart");
        robot.clickOn("#settings-restart");
        window.until(() -> !shown("#settings-changes") && window.service().state() instanceof ServiceState.Up);
        assertThat(health(port, null)).isEqualTo(200);
    }

    @Test
    void aKeyIsGeneratedMaskedCopiedAndThenAskedFor() throws Exception {
        robot.clickOn("#generate");
        window.until(() -> window.text("#origin-api-key").equals("Chosen here"));
        String key = window.preferences().load().config().apiKey();
        assertThat(key).matches("[A-Za-z0-9_-]{43}");
        assertThat(control(Setting.API_KEY)).isInstanceOf(javafx.scene.control.PasswordField.class);
        assertThat(control(Setting.API_KEY).isVisible()).isTrue();
        window.picture("settings-key");
        robot.clickOn("Show");
        assertThat(control(Setting.API_KEY).isVisible()).isFalse();
        robot.clickOn("Copy");
        assertThat(TestWindow.onFx(() -> Clipboard.getSystemClipboard().getString()))
                .isEqualTo(key);

        robot.clickOn("#generate").clickOn("Cancel");
        assertThat(window.preferences().load().config().apiKey()).isEqualTo(key);
        robot.clickOn("#generate").clickOn("Replace Key");
        window.until(() -> !key.equals(window.preferences().load().config().apiKey()));

        window.preferences().choose(Setting.BACKEND, "lite");
        window.service().start();
        window.until(() -> window.service().state() instanceof ServiceState.Up);
        int port =
                ((ServiceState.Up) window.service().state()).running().server().port();
        assertThat(health(port, null)).isEqualTo(401);
        assertThat(health(port, window.preferences().load().config().apiKey())).isEqualTo(200);
    }

    @Test
    void switchesAndChoicesAreWrittenAtOnce() throws Exception {
        click("#group-memory");
        robot.clickOn(control(Setting.CACHING_L1_ENABLED));
        window.until(() -> config().contains("\"l1Enabled\": false"));
        robot.type(KeyCode.SPACE);
        window.until(() -> config().contains("\"l1Enabled\": true"));
        robot.interact(() -> ((ComboBox<String>) control(Setting.CACHING_KV_FORMAT)).setValue("8bit"));
        window.until(() -> config().contains("\"kvFormat\": \"8bit\""));
        assertThat(window.preferences().load().config().caching().kv().format().name())
                .isEqualTo("Q8");
        window.picture("settings-chosen");
        click("#reset-caching-l1-enabled");
        click("#reset-caching-kv-format");
        window.until(() -> !config().contains("caching"));
        assertThat(((ComboBox<?>) control(Setting.CACHING_KV_FORMAT)).getValue())
                .isEqualTo("model");
    }

    @Test
    void launchAtLoginIsSwitchedOnAndOff() throws Exception {
        Switch control = robot.lookup("#launch-at-login").query();
        assertThat(control.isSelected()).isFalse();
        robot.clickOn(control);
        window.until(() -> login.file().toFile().exists());
        robot.clickOn(control);
        window.until(() -> !login.file().toFile().exists());
    }

    @Test
    void theSearchFindsSettingsOfAllGroups() throws Exception {
        robot.clickOn("#settings-search").write("disk");
        window.until(() -> robot.lookup("#setting-caching-l3-path").tryQuery().isPresent());
        assertThat(robot.lookup("#setting-port").tryQuery()).isEmpty();
        window.picture("settings-search");
        robot.write(" of cheese");
        assertThat(robot.lookup("#no-settings").tryQuery()).isPresent();
        robot.eraseText(14);
        assertThat(robot.lookup("#setting-port").tryQuery()).isPresent();
    }

    @Test
    void aFileThatIsSpoiltByHandIsToldAndItsSettingIsMendedHere() throws Exception {
        Files.writeString(crema.resolve("config.json"), "{\"host\": \"no host\"}");
        window.until(() -> shown("#settings-trouble"));
        window.until(() -> window.text("#problem-host").contains("\"no host\" is not a host name"));
        window.picture("settings-trouble");
        click("#reset-host");
        window.until(() -> !shown("#settings-trouble"));
        assertThat(config()).isEqualTo("{}");
    }

    private String config() {
        try {
            return Files.readString(crema.resolve("config.json"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Node control(Setting setting) {
        return robot.lookup("#setting-" + setting.option().substring(2)).query();
    }

    private String text(Setting setting) {
        return ((TextInputControl) control(setting)).getText();
    }

    private void click(String query) {
        ButtonBase button = robot.lookup(query).query();
        robot.interact(button::fire);
    }

    private boolean shown(String query) {
        return robot.lookup(query).<Node>query().isVisible();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static int health(int port, String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/models"));
        if (key != null) {
            request.header("x-api-key", key);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}

package dev.crema.app.dashboard.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.agents.Client;
import dev.crema.app.agents.ClientSetup;
import dev.crema.app.agents.Clients;
import dev.crema.app.agents.SettingsClient;
import dev.crema.app.agents.UserHome;
import dev.crema.app.dashboard.TestWindow;
import dev.crema.app.supervise.ServiceState;
import dev.crema.proxy.config.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.input.Clipboard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;

/** The page against settings that somebody wrote by hand, and the real proxy. */
@Timeout(240)
class ClientsPageTest {
    private static final Map<String, String> BY_HAND = Map.of(
            "claude", """
                    {
                        "model":   "opus",
                        "env": { "MY_OWN": "1" },
                    }
                    """,
            "opencode", """
                    // My own.
                    { "theme": "system", /* dark at night */
                      "share": "disabled" }""",
            "qwen", "{\r\n\t\"ui\": {\"theme\": \"Default\"}\r\n}\r\n",
            "codex", "# mine\nmodel = \"gpt-5\"\n");

    @TempDir
    private Path folder;

    private final FxRobot robot = new FxRobot();
    private UserHome user;
    private TestWindow window;

    @BeforeEach
    void open() throws Exception {
        Path home = folder.resolve("ada");
        user = new UserHome(home, Map.of(), List.of(home.resolve("bin")));
        for (Client client : Clients.ALL) {
            if (client instanceof SettingsClient settings) {
                Files.createDirectories(settings.file(user).getParent());
                Files.writeString(settings.file(user), BY_HAND.get(client.id()));
            }
        }
        Path crema = Files.createDirectories(folder.resolve("crema"));
        window = TestWindow.open(crema, made -> List.of(new ClientsPage(made.service(), new ClientSetup(crema, user))));
    }

    @AfterEach
    void close() throws Exception {
        window.close();
    }

    @Test
    void eachClientIsConnectedTestedAndUndoneToTheByteWithTheRealModel() throws Exception {
        window.until(() -> window.text("#standing-claude").equals("Not Connected"));
        assertThat(button("#connect-claude").isDisabled()).isTrue();
        window.picture("clients-stopped");
        start();
        window.until(() -> !button("#connect-claude").isDisabled() && !shown("#connect-codex"));
        window.picture("clients");

        for (String id : List.of("claude", "opencode", "qwen")) {
            Path file = file(id);
            String before = Files.readString(file);
            click("#connect-" + id);
            window.until(() -> present("#apply-" + id));
            assertThat(diff()).anyMatch(line -> line.startsWith("+") && line.contains("http://127.0.0.1:"));
            assertThat(file).content().as("not before it is applied").isEqualTo(before);
            if (id.equals("claude")) {
                window.picture("clients-change");
            }
            click("#apply-" + id);
            window.until(() -> window.text("#standing-" + id).equals("Uses Crema"));
            assertThat(Files.readString(file)).isNotEqualTo(before).contains("http://127.0.0.1:");
            assertThat(outcome(id)).contains("from its next start");

            click("#test-" + id);
            window.until(() -> outcome(id).contains(" answered in "));
            if (id.equals("claude")) {
                window.picture("clients-connected");
            }
            if (id.equals("opencode")) {
                robot.interact(() ->
                        robot.lookup("#test-sdk").query().getScene().getWindow().setWidth(860));
                window.picture("clients-narrow");
            }

            click("#undo-" + id);
            window.until(() -> present("#apply-" + id));
            assertThat(diff()).anyMatch(line -> line.startsWith("-") && line.contains("http://127.0.0.1:"));
            click("#apply-" + id);
            window.until(() -> window.text("#standing-" + id).equals("Not Connected"));
            assertThat(file).content().isEqualTo(before);
        }
    }

    @Test
    void codexIsToldThatItsProtocolIsMissingInsteadOfAButton() throws Exception {
        startLite();
        window.until(() -> window.text("#remark-codex").contains("/v1/responses"));
        assertThat(shown("#connect-codex")).isFalse();
        assertThat(shown("#test-codex")).isFalse();
        assertThat(file("codex")).content().isEqualTo(BY_HAND.get("codex"));
    }

    @Test
    void commandsAreCopiedAndOtherSdksAreToldTheirVariables() throws Exception {
        startLite();
        window.until(() -> !button("#copy-claude").isDisabled());
        click("#copy-claude");
        String address = ((ServiceState.Up) window.service().state())
                .running()
                .server()
                .address()
                .toString();
        assertThat(clipboard()).contains("ANTHROPIC_BASE_URL=" + address).endsWith(" claude --permission-mode default");
        click("#copy-sdk");
        assertThat(clipboard()).startsWith("export ").contains("OPENAI_BASE_URL=" + address + "/v1");
        click("#test-sdk");
        window.until(() -> outcome("sdk").contains(" answered in "));
    }

    @Test
    void whatIsCancelledOrHasChangedMeanwhileIsLeftAlone() throws Exception {
        startLite();
        window.until(() -> !button("#connect-claude").isDisabled());
        click("#connect-claude");
        window.until(() -> present("#cancel-claude"));
        click("#cancel-claude");
        assertThat(present("#apply-claude")).isFalse();
        assertThat(file("claude")).content().isEqualTo(BY_HAND.get("claude"));

        click("#connect-claude");
        window.until(() -> present("#apply-claude"));
        Files.writeString(file("claude"), "{}");
        click("#apply-claude");
        window.until(() -> outcome("claude").contains("has been changed since"));
        assertThat(file("claude")).content().isEqualTo("{}");
    }

    @Test
    void settingsThatCannotBeReadAreToldWithTheirPlace() throws Exception {
        Files.writeString(file("opencode"), "{\n  \"theme\": \n}");
        startLite();
        window.until(() -> window.text("#remark-opencode").contains("line 3"));
        click("#connect-opencode");
        window.until(() -> outcome("opencode").contains("mend the file"));
        assertThat(file("opencode")).content().isEqualTo("{\n  \"theme\": \n}");
    }

    @Test
    void aStoppedCremaDoesNotKeepAClientFromBeingUndone() throws Exception {
        startLite();
        window.until(() -> !button("#connect-qwen").isDisabled());
        click("#connect-qwen");
        window.until(() -> present("#apply-qwen"));
        click("#apply-qwen");
        window.until(() -> window.text("#standing-qwen").equals("Uses Crema"));
        window.service().stop();
        window.until(() -> shown("#clients-start") && button("#test-qwen").isDisabled());
        click("#undo-qwen");
        window.until(() -> present("#apply-qwen"));
        click("#apply-qwen");
        window.until(() -> window.text("#standing-qwen").equals("Not Connected"));
        assertThat(file("qwen")).content().isEqualTo(BY_HAND.get("qwen"));
    }

    @Test
    void whoIsNotInstalledIsToldHowToInstallIt() throws Exception {
        Files.delete(file("qwen"));
        Files.delete(file("qwen").getParent());
        window.until(() -> window.text("#standing-qwen").equals("Not Installed"));
        assertThat(window.text("#remark-qwen")).contains("npm install -g");
    }

    private void start() throws Exception {
        click("#clients-start");
        window.until(() -> window.service().state() instanceof ServiceState.Up);
    }

    private void startLite() throws Exception {
        window.preferences().choose(Setting.BACKEND, "lite");
        start();
    }

    private Path file(String id) {
        return ((SettingsClient) Clients.find(id).orElseThrow()).file(user);
    }

    /** As the keyboard would: it need not be in sight. */
    private void click(String query) {
        Button button = button(query);
        assertThat(button.isDisabled()).as(query).isFalse();
        robot.interact(button::fire);
    }

    private Button button(String query) {
        return robot.lookup(query).queryButton();
    }

    private boolean present(String query) {
        return robot.lookup(query).tryQuery().isPresent();
    }

    private boolean shown(String query) {
        return robot.lookup(query).<Node>query().isVisible();
    }

    private String outcome(String id) {
        return robot.lookup("#outcome-" + id).<Labeled>query().getText();
    }

    private List<String> diff() {
        return List.copyOf(robot.lookup(".diff").<ListView<String>>query().getItems());
    }

    private static String clipboard() throws Exception {
        return TestWindow.onFx(() -> Clipboard.getSystemClipboard().getString());
    }
}

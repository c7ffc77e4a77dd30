package dev.crema.app.dashboard.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.dashboard.TestWindow;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.wiring.Hubs;
import dev.crema.app.wiring.Running;
import dev.crema.mlx.hub.Downloads;
import dev.crema.mlx.hub.FakeHub;
import dev.crema.mlx.hub.HubAccess;
import dev.crema.mlx.hub.PullOptions;
import dev.crema.mlx.hub.PullRequest;
import dev.crema.mlx.hub.RepoId;
import dev.crema.mlx.hub.library.ModelLibrary;
import dev.crema.proxy.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

/** The models page with a real library, real downloads from a hub on loopback, and the real engine. Keeps pictures. */
@Timeout(180)
class ModelsPageTest {
    private static final Path TINY = Path.of("../mlx-native/src/test/resources/models/tiny-qwen3-4bit");
    private static final RepoId REPO = FakeHub.REPO;
    private static final RepoId SECOND = RepoId.of("mlx-community/Second-4bit");

    @TempDir
    private Path home;

    private final FxRobot robot = new FxRobot();
    private FakeHub hub;
    private Downloads downloads;
    private TestWindow window;

    @BeforeEach
    void start() throws Exception {
        hub = FakeHub.start();
        for (Path file : files(TINY)) {
            hub.lfs(file.getFileName().toString(), Files.readAllBytes(file));
        }
    }

    @AfterEach
    void stop() throws Exception {
        window.close();
        downloads.close();
        hub.close();
    }

    @Test
    void aDownloadedModelIsUsedUnloadedAndDeleted() throws Exception {
        open();
        Path before = Path.of(System.getProperty("crema.test.model"));
        window.until(() -> shows("Starts with Crema"));
        window.service().start();
        window.until(() -> button("Unload " + name(before)).isPresent());

        type(REPO.toString());
        press("Download Model");
        window.until(() -> button("Use Tiny-4bit").isPresent());
        assertThat(shows("qwen3  ·  4-bit, groups of 64")).isTrue();
        window.picture("models");

        press("Use Tiny-4bit");
        window.until(() -> button("Unload Tiny-4bit").isPresent());
        assertThat(up().model().id()).isEqualTo("Tiny-4bit");
        assertThat(window.preferences().load().config().model()).isEqualTo("Tiny-4bit");
        assertThat(button("Delete Tiny-4bit").orElseThrow().isDisabled())
                .as("in use")
                .isTrue();
        assertThat(button("Delete " + name(before))).as("not in Crema's folder").isEmpty();

        press("Unload Tiny-4bit");
        window.until(() -> button("Load Tiny-4bit").isPresent());
        assertThat(window.service().state()).isInstanceOf(ServiceState.Stopped.class);

        press("Delete Tiny-4bit");
        answer("Cancel");
        assertThat(library().find("Tiny-4bit")).isPresent();
        press("Delete Tiny-4bit");
        answer("Delete");
        window.until(() -> button("Load Tiny-4bit").isEmpty());
        assertThat(library().list()).isEmpty();
    }

    @Test
    void downloadsRunTogetherArePausedGoOnAndAreGivenUp() throws Exception {
        open();
        hub.alsoNamed(SECOND);
        hub.lfs("model.safetensors", new byte[6_000_000]);
        hub.pauseMillis = 4;
        type(REPO.toString());
        press("Download Model");
        type(SECOND.toString());
        press("Download Model");
        window.until(() -> shows(" left")
                && button("Pause " + REPO).isPresent()
                && button("Pause " + SECOND).isPresent());
        window.picture("models-downloads");

        press("Pause " + SECOND);
        window.until(() -> button("Resume " + SECOND).isPresent());
        assertThat(shows("Paused at ")).isTrue();
        press("Cancel " + REPO);
        answer("Cancel Download");
        window.until(() -> button("Pause " + REPO).isEmpty());
        hub.pauseMillis = 0;
        press("Resume " + SECOND);
        window.until(() -> button("Resume " + SECOND).isEmpty()
                && button("Use Second-4bit").isPresent());

        assertThat(library().list()).extracting(model -> model.id()).containsExactly("Second-4bit");
        assertThat(home.resolve("models/.partial")).isEmptyDirectory();
    }

    @Test
    void whatAnEarlierRunBeganIsShownAndGoesOn() throws Exception {
        hub.lfs("model.safetensors", new byte[3_000_000]);
        FakeHub.Hold hold = hub.hold("model.safetensors", 1_000_000);
        try (Downloads earlier =
                new Downloads(library().folder(), () -> new HubAccess(hub.uri(), null), PullOptions.usual())) {
            earlier.pull(PullRequest.of(REPO));
            hold.awaitReached();
        }
        hold.release();
        open();

        window.until(() -> button("Resume " + REPO).isPresent());
        int asked = hub.asked.size();
        window.until(() -> shows("Paused at "));
        assertThat(hub.asked).as("nothing is fetched that nobody asked for").hasSize(asked);
        press("Resume " + REPO);
        window.until(() -> button("Resume " + REPO).isEmpty()
                && library().find("Tiny-4bit").isPresent());
    }

    @Test
    void aGatedModelAsksForATokenAndGoesOnWithIt() throws Exception {
        open();
        hub.requiredToken = "hf_secret";
        type(REPO.toString());
        press("Download Model");
        window.until(() -> shows("is gated: its owner asks for a licence to be accepted first"));
        press("Enter Token …");
        PasswordField token = robot.lookup("#hub-token").query();
        assertThat(token.isFocused()).isTrue();
        window.picture("models-gated");

        robot.interact(() -> token.setText("hf_secret"));
        press("Save Token");
        window.until(() -> button("Use Tiny-4bit").isPresent());
        assertThat(window.preferences().load().config().hub().token()).isEqualTo("hf_secret");
        assertThat(shows("A token is set")).isTrue();
        assertThat(shows("hf_secret")).as("it is shown nowhere").isFalse();
    }

    @Test
    void aFullDiskAndAMissingModelAreExplained() throws Exception {
        open(new PullOptions(
                4,
                Long.MAX_VALUE / 2,
                PullOptions.usual().patience(),
                PullOptions.usual().retries()));
        type(REPO.toString());
        press("Download Model");
        window.until(() -> shows("Make room there, or let CREMA_HOME name a folder on another disk."));
        assertThat(button("Try Again " + REPO)).isPresent();

        type("mlx-community/Nothing-4bit");
        press("Download Model");
        window.until(() -> shows("has no mlx-community/Nothing-4bit"));
        type("no name");
        assertThat(robot.lookup("#hub-download").<Button>query().isDisabled()).isTrue();
        assertThat(window.text("#hub-hint")).contains("owner/name");
    }

    @Test
    void theCatalogueRecommendsAModelForThisMachineAndAsksNobody() throws Exception {
        open();
        window.until(() -> shows("bit"));
        window.until(() -> button("Download Qwen3-0.6B-4bit").isPresent());
        robot.interact(() -> robot.lookup("#show-too-large").<CheckBox>query().fire());
        assertThat(shows("Too Large")).isTrue();
        window.picture("models-catalogue");
        assertThat(hub.asked).isEmpty();
        assertThat(shows("Models come from the mirror " + hub.uri())).isTrue();
    }

    @Test
    void aModelThatCannotBeLoadedSaysWhyAndAnotherTakesItsPlace() throws Exception {
        copyOfTiny("Whole");
        copyOfTiny("Mute");
        Files.delete(home.resolve("models/org/Mute/chat_template.jinja"));
        open();
        press("Use Mute");
        window.until(() -> shows("Crema did not start") && shows("chat template"));
        assertThat(window.service().state()).isInstanceOf(ServiceState.Failed.class);
        window.picture("models-failed");

        press("Use Whole");
        window.until(() -> button("Unload Whole").isPresent());
        assertThat(shows("chat template")).isFalse();
    }

    @Test
    void aModelThatDoesNotFitIsUsedOnlyIfInsistedOn() throws Exception {
        Path config = copyOfTiny("Huge").resolve("config.json");
        String layers = "\"num_hidden_layers\": ";
        Files.writeString(config, Files.readString(config).replace(layers + 2, layers + 1_000_000));
        open();
        String before = window.preferences().load().config().model();
        window.until(() -> shows("Too large: of this machine's"));
        press("Use Huge");
        answer("Cancel");

        assertThat(window.preferences().load().config().model()).isEqualTo(before);
        assertThat(window.service().state()).isInstanceOf(ServiceState.Stopped.class);
    }

    private Path copyOfTiny(String name) throws IOException {
        Path folder = Files.createDirectories(home.resolve("models/org").resolve(name));
        for (Path file : files(TINY)) {
            Files.copy(file, folder.resolve(file.getFileName()));
        }
        return folder;
    }

    private void open() throws Exception {
        open(PullOptions.usual());
    }

    private void open(PullOptions options) throws Exception {
        window = TestWindow.open(home, made -> {
            downloads = new Downloads(
                    library().folder(),
                    () -> Hubs.access(made.preferences().load().config().hub()),
                    withoutFloor(options));
            try {
                made.preferences().choose(Setting.HUB_URL, hub.uri().toString());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return List.of(new ModelsPage(made.service(), made.preferences(), downloads));
        });
    }

    /** The disk of a build machine may be nearly full. */
    private static PullOptions withoutFloor(PullOptions options) {
        return options.freeFloorBytes() == PullOptions.usual().freeFloorBytes()
                ? new PullOptions(options.parallelFiles(), 0, options.patience(), options.retries())
                : options;
    }

    private ModelLibrary library() {
        return ModelLibrary.of(home);
    }

    private Running up() {
        return ((ServiceState.Up) window.service().state()).running();
    }

    private void type(String text) {
        robot.interact(() -> robot.lookup("#hub-model").<TextField>query().setText(text));
    }

    /** Buttons far down a page are not on the screen; keyboards reach them all the same. */
    private void press(String accessibleText) throws Exception {
        window.until(() ->
                button(accessibleText).filter(button -> !button.isDisabled()).isPresent());
        Platform.runLater(() -> button(accessibleText).orElseThrow().fire());
        WaitForAsyncUtils.waitForFxEvents();
    }

    private void answer(String verb) throws Exception {
        window.until(() -> dialogButton(verb).isPresent());
        robot.interact(() -> dialogButton(verb).orElseThrow().fire());
    }

    private Optional<Button> dialogButton(String verb) {
        return robot.lookup(".dialog-pane .button").queryAllAs(Button.class).stream()
                .filter(button -> button.getText().equals(verb))
                .findFirst();
    }

    /** By what screen readers are told, or by its text. */
    private Optional<Button> button(String words) {
        return robot.lookup(".button").queryAllAs(Button.class).stream()
                .filter(ModelsPageTest::seen)
                .filter(button -> words.equals(button.getAccessibleText()) || words.equals(button.getText()))
                .findFirst();
    }

    private boolean shows(String part) {
        Set<Node> labels = robot.lookup(".label").queryAll();
        return labels.stream()
                .filter(ModelsPageTest::seen)
                .anyMatch(label -> label instanceof Labeled labeled
                        && labeled.getText() != null
                        && labeled.getText().contains(part));
    }

    /** Whether it and all around it are shown. */
    private static boolean seen(Node node) {
        for (Node each = node; each != null; each = each.getParent()) {
            if (!each.isVisible()) {
                return false;
            }
        }
        return true;
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".gguf", "");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}

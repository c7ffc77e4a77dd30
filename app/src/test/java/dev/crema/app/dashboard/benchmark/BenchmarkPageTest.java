package dev.crema.app.dashboard.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crema.app.benchmark.BenchmarkPlan;
import dev.crema.app.dashboard.TestWindow;
import dev.crema.app.supervise.ServiceState;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.input.Clipboard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;

/** The benchmark page with the real proxy and the default model behind it. Keeps pictures. */
@Timeout(240)
class BenchmarkPageTest {
    @TempDir
    private Path home;

    @TempDir
    private Path desk;

    private final FxRobot robot = new FxRobot();
    private TestWindow window;

    private void open(int headTokens) throws Exception {
        window = TestWindow.open(
                home,
                made -> List.of(new BenchmarkPage(
                        made.service(),
                        (room, turns) -> new BenchmarkPlan(4, headTokens),
                        (owner, name) -> desk.resolve(name))));
    }

    @AfterEach
    void close() throws Exception {
        window.close();
    }

    @Test
    void itIsStartedShowsHowMuchSoonerTurnsStartAndIsSavedAndCopied() throws Exception {
        open(600);
        window.until(() -> window.text("#benchmark-gate").startsWith("Crema is stopped"));
        assertThat(robot.lookup("#benchmark-start").query().isDisabled()).isTrue();
        window.picture("benchmark-stopped");
        robot.clickOn("#benchmark-start-crema");
        window.until(() -> !robot.lookup("#benchmark-start").query().isDisabled());
        window.until(() -> window.text("#benchmark-estimate").contains("600 tokens"));
        window.picture("benchmark-ready");

        robot.clickOn("#benchmark-start");
        window.until(() -> window.text("#benchmark-step").startsWith("Turn "));
        window.picture("benchmark-running");
        window.until(() -> shown("#benchmark-headline"));
        assertThat(window.text("#benchmark-headline")).contains(" times sooner");
        assertThat(window.tile("First token, warm")).endsWith(" s");
        assertThat(window.text("#benchmark-about")).contains("random first line");
        window.picture("benchmark");

        fire("#benchmark-save");
        window.until(() -> window.text("#benchmark-saved").startsWith("Saved as crema-bench-"));
        Path file = desk.resolve(window.text("#benchmark-saved").replaceAll("Saved as |\\.$", ""));
        JsonNode saved = new JsonMapper().readTree(file.toFile());
        assertThat(saved.path("turns")).hasSize(4);
        fire("#benchmark-copy");
        assertThat(TestWindow.onFx(() -> Clipboard.getSystemClipboard().getString()))
                .contains("prefill", "times sooner");
    }

    @Test
    void cancelledItShowsNoResultAndTheEngineIsIdle() throws Exception {
        open(1_200);
        window.service().start();
        window.until(() -> !robot.lookup("#benchmark-start").query().isDisabled());
        robot.clickOn("#benchmark-start");
        window.until(() -> window.text("#benchmark-step").startsWith("Turn "));
        robot.clickOn("#benchmark-cancel");
        window.until(() -> shown("#benchmark-start"));
        assertThat(shown("#benchmark-headline")).isFalse();
        var running = ((ServiceState.Up) window.service().state()).running();
        window.until(() -> running.engine().stats().active() == 0);
    }

    @Test
    void aProxyThatStopsMeanwhileIsExplained() throws Exception {
        open(1_200);
        window.service().start();
        window.until(() -> !robot.lookup("#benchmark-start").query().isDisabled());
        robot.clickOn("#benchmark-start");
        window.until(() -> window.text("#benchmark-step").startsWith("Turn "));
        window.service().stop();
        window.until(() -> shown("#benchmark-problem"));
        assertThat(shown("#benchmark-headline")).isFalse();
        window.until(() -> window.text("#benchmark-gate").startsWith("Crema is stopped"));
        window.picture("benchmark-broken");
    }

    private void fire(String query) throws Exception {
        TestWindow.onFx(() -> {
            ((javafx.scene.control.Button) robot.lookup(query).query()).fire();
            return null;
        });
    }

    /** Whether it and all that it is in can be seen. */
    private boolean shown(String query) {
        for (Node node = robot.lookup(query).query(); node != null; node = node.getParent()) {
            if (!node.isVisible()) {
                return false;
            }
        }
        return true;
    }
}

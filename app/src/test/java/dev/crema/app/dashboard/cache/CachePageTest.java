package dev.crema.app.dashboard.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.dashboard.Messages;
import dev.crema.app.dashboard.TestWindow;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.wiring.Running;
import dev.crema.mlx.engine.EngineStats;
import dev.crema.proxy.config.ConfigLoader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javafx.event.Event;
import javafx.event.EventType;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.control.Slider;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.PickResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;

/** The sliders of the Cache page, with the real proxy and the default model. */
@Timeout(420)
class CachePageTest {
    @TempDir
    private Path home;

    private final FxRobot robot = new FxRobot();
    private TestWindow window;

    @BeforeEach
    void open() throws Exception {
        window = TestWindow.open(home, made -> List.of(new CachePage(made.preferences(), Clock.systemDefaultZone())));
    }

    @AfterEach
    void close() throws Exception {
        window.close();
    }

    @Test
    void aBudgetIsChosenWhenTheThumbIsLetGoHoldsAtOnceAndIsKept() throws Exception {
        Slider memory = robot.lookup("#memory-budget").query();
        assertThat(memory.isDisabled()).isTrue();
        assertThat(window.text("#memory-budget-meaning")).contains("while Crema runs");

        window.service().start();
        window.until(() -> window.service().state() instanceof ServiceState.Up && !memory.isDisabled());
        Running running = ((ServiceState.Up) window.service().state()).running();
        Messages.ask(running.server().address(), "harbour", "You look after a harbour. ".repeat(40), "Any berth?");
        window.until(() -> stats(running).cache().bytes() > 0
                && stats(running).ssd().bytes() > 0
                && window.text("#memory-budget-meaning").contains("session"));
        assertThat(window.text("#memory-budget-meaning")).contains("tokens of this model", "Advised on this machine");
        window.picture("cache-budgets");

        long before = stats(running).cache().budgetBytes();
        Node thumb = robot.lookup("#memory-budget .thumb").query();
        Bounds place = robot.bounds(thumb).query();
        mouse(thumb, MouseEvent.MOUSE_PRESSED, place.getCenterX());
        mouse(thumb, MouseEvent.MOUSE_DRAGGED, place.getCenterX() - 2000);
        assertThat(window.text("#memory-budget-meaning")).startsWith("Off:");
        assertThat(stats(running).cache().budgetBytes()).isEqualTo(before);
        TimeUnit.MILLISECONDS.sleep(1500); // longer than a choice by keys waits
        assertThat(stats(running).cache().budgetBytes()).isEqualTo(before);
        mouse(thumb, MouseEvent.MOUSE_RELEASED, place.getCenterX() - 2000);
        window.until(() -> stats(running).cache().budgetBytes() == 0
                && stats(running).cache().bytes() == 0);
        assertThat(kept().kvBudgetBytes()).isZero();
        assertThat(running.config().kvBudgetBytes()).isZero();

        Slider ssd = robot.lookup("#ssd-budget").query();
        robot.interact(ssd::requestFocus);
        robot.type(KeyCode.HOME);
        window.until(() ->
                stats(running).ssd().budgetBytes() == 0 && stats(running).ssd().bytes() == 0);
        assertThat(kept().caching().kv().ssd().budgetBytes()).isZero();
        Messages.ask(running.server().address(), "harbour", "You look after a harbour. ".repeat(40), "And now?");

        robot.type(KeyCode.RIGHT);
        robot.type(KeyCode.RIGHT);
        window.until(() -> stats(running).ssd().budgetBytes() == 500_000_000);
        assertThat(window.text("#budget-problem")).isEmpty();
        assertThat(window.service().state()).isEqualTo(new ServiceState.Up(running));
    }

    /** The headless platform's robot loses the release at the end of a drag. */
    private void mouse(Node thumb, EventType<MouseEvent> what, double screenX) {
        robot.interact(() -> {
            Point2D origin = thumb.localToScreen(0, 0);
            Point2D at = thumb.localToScene(screenX - origin.getX(), 1);
            Event.fireEvent(
                    thumb,
                    new MouseEvent(
                            what,
                            at.getX(),
                            at.getY(),
                            screenX,
                            origin.getY() + 1,
                            MouseButton.PRIMARY,
                            1,
                            false,
                            false,
                            false,
                            false,
                            what != MouseEvent.MOUSE_RELEASED,
                            false,
                            false,
                            false,
                            false,
                            false,
                            new PickResult(thumb, at.getX(), at.getY())));
        });
    }

    private static EngineStats stats(Running running) {
        return running.engine().stats();
    }

    private dev.crema.proxy.config.Config kept() {
        return ConfigLoader.load(home, Map.of(), Map.of()).config();
    }
}

package dev.crema.app.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.dashboard.cache.CachePage;
import dev.crema.app.dashboard.log.LogPage;
import dev.crema.app.dashboard.overview.OverviewPage;
import dev.crema.app.dashboard.requests.RequestsPage;
import dev.crema.app.live.LogLines;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.wiring.Running;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import javafx.scene.control.ListView;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.testfx.api.FxRobot;

/** The window on a screen that nobody sees, with the real proxy and the default model behind it. Keeps pictures. */
@Timeout(180)
class DashboardTest {
    @TempDir
    private Path home;

    private final FxRobot robot = new FxRobot();
    private final LogLines log = LogLines.listen();
    private TestWindow window;

    @BeforeEach
    void open() throws Exception {
        window = TestWindow.open(
                home,
                made -> List.of(
                        new OverviewPage(made.service(), Clock.systemDefaultZone()),
                        new RequestsPage(made.service()),
                        new CachePage(made.preferences(), Clock.systemDefaultZone()),
                        new LogPage(log)));
    }

    @AfterEach
    void close() throws Exception {
        window.close();
        log.close();
    }

    @Test
    void theToggleStartsAndStopsTheProxyAndEveryNumberFollowsTheRequests() throws Exception {
        window.until(() -> window.text("#state").equals("Stopped"));
        window.picture("overview-stopped");
        robot.clickOn("#toggle");
        window.until(() -> window.text("#state").equals("Running"));
        Running running = ((ServiceState.Up) window.service().state()).running();
        assertThat(window.text("#address")).isEqualTo(running.server().address().toString());

        String system = "You look after a harbour and answer in one word. ".repeat(30);
        for (int i = 0; i < 3; i++) {
            Messages.ask(running.server().address(), "harbour", system, "Is berth " + i + " free?");
        }
        window.until(() -> window.tile("Cache hit rate").endsWith("%")
                && window.tile("Active").equals("0"));
        assertThat(window.tile("Prefill")).isNotEqualTo("–");
        window.picture("overview");

        robot.clickOn("Requests");
        TableView<?> table = robot.lookup("#requests").query();
        window.until(() -> table.getItems().size() == 3);
        robot.interact(() -> table.getSelectionModel().select(2));
        window.until(() -> robot.lookup("It is the conversation's first request.")
                .tryQuery()
                .isPresent());
        window.picture("requests");
        TextField search = robot.lookup("#search").query();
        robot.interact(() -> search.setText("no such client"));
        assertThat(table.getItems()).isEmpty();
        robot.interact(() -> search.setText("memory"));
        assertThat(table.getItems()).hasSize(2);

        robot.clickOn("Cache");
        TableView<?> days = robot.lookup("#days").query();
        window.until(() -> days.getItems().size() == 1);
        TableView<?> projects = robot.lookup("#projects").query();
        window.until(() -> !projects.getItems().isEmpty());
        window.picture("cache");
        robot.clickOn("#forget-all");
        window.until(() -> robot.lookup("Clear").tryQuery().isPresent());
        robot.clickOn("Clear");
        window.until(() -> projects.getItems().isEmpty());

        LoggerFactory.getLogger("dev.crema.Harbour").warn("The tide is early.");
        robot.clickOn("Logs");
        ListView<?> lines = robot.lookup("#log").query();
        window.until(() -> !lines.getItems().isEmpty());
        window.picture("logs");
        TextField find = robot.lookup("#log-search").query();
        robot.interact(() -> find.setText("tide is early"));
        assertThat(lines.getItems()).hasSize(1);

        robot.clickOn("Overview");
        robot.clickOn("#toggle");
        window.until(() -> window.text("#state").equals("Stopped"));
        assertThat(window.service().state()).isInstanceOf(ServiceState.Stopped.class);
    }

    @Test
    void sizeAndPageAreRemembered() throws Exception {
        robot.clickOn("Requests");
        robot.interact(() -> {
            window.dashboard().stage().setWidth(940);
            window.dashboard().hide();
        });
        WindowMemory memory = WindowMemory.read(home.resolve("window.json"));
        assertThat(memory.page()).isEqualTo("Requests");
        assertThat(memory.width()).isEqualTo(940);
    }

    @Test
    void theMenuOpensAPageByItsTitleAlsoWhileTheWindowIsHidden() throws Exception {
        robot.interact(() -> window.dashboard().hide());
        robot.interact(() -> window.dashboard().open("Logs"));
        assertThat(window.dashboard().stage().isShowing()).isTrue();
        assertThat(robot.lookup("#log").tryQuery()).isPresent();
    }
}

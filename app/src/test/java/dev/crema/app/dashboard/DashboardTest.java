package dev.crema.app.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.testfx.api.FxToolkit.registerPrimaryStage;

import dev.crema.app.Configs;
import dev.crema.app.dashboard.cache.CachePage;
import dev.crema.app.dashboard.log.LogPage;
import dev.crema.app.dashboard.overview.OverviewPage;
import dev.crema.app.dashboard.requests.RequestsPage;
import dev.crema.app.live.LogLines;
import dev.crema.app.live.Pulses;
import dev.crema.app.supervise.Service;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.wiring.Running;
import java.awt.image.BufferedImage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javax.imageio.ImageIO;
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
    private static final Path PICTURES = Path.of("target/pictures");

    @TempDir
    private Path home;

    private final FxRobot robot = new FxRobot();
    private Service service;
    private Pulses pulses;
    private Dashboard dashboard;
    private final LogLines log = LogLines.listen();

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(PICTURES);
        registerPrimaryStage();
        service = new Service(
                (closing, progress) -> Running.open(Configs.model(home), closing, progress),
                failure -> String.valueOf(failure.getMessage()));
        pulses = new Pulses(service, Clock.systemDefaultZone());
        dashboard = onFx(() -> {
            Dashboard made = new Dashboard(
                    pulses,
                    List.of(
                            new OverviewPage(service, Clock.systemDefaultZone()),
                            new RequestsPage(service),
                            new CachePage(Clock.systemDefaultZone()),
                            new LogPage(log)),
                    home.resolve("window.json"),
                    () -> {});
            made.show();
            return made;
        });
    }

    @AfterEach
    void close() throws Exception {
        onFx(() -> {
            dashboard.hide();
            return null;
        });
        pulses.close();
        service.close();
        log.close();
    }

    @Test
    void theToggleStartsAndStopsTheProxyAndEveryNumberFollowsTheRequests() throws Exception {
        until(() -> text("#state").equals("Stopped"));
        picture("overview-stopped");
        robot.clickOn("#toggle");
        until(() -> text("#state").equals("Running"));
        Running running = ((ServiceState.Up) service.state()).running();
        assertThat(text("#address")).isEqualTo(running.server().address().toString());

        String system = "You look after a harbour and answer in one word. ".repeat(30);
        for (int i = 0; i < 3; i++) {
            ask(running.server().address(), system, "Is berth " + i + " free?");
        }
        until(() -> tile("Cache hit rate").endsWith("%") && tile("Active").equals("0"));
        assertThat(tile("Prefill")).isNotEqualTo("–");
        picture("overview");

        robot.clickOn("Requests");
        TableView<?> table = robot.lookup("#requests").query();
        until(() -> table.getItems().size() == 3);
        robot.interact(() -> table.getSelectionModel().select(2));
        TextArea details = robot.lookup("#details").query();
        assertThat(details.getText()).contains("/v1/messages").contains("it is the conversation's first request");
        picture("requests");
        TextField search = robot.lookup("#search").query();
        robot.interact(() -> search.setText("no such client"));
        assertThat(table.getItems()).isEmpty();
        robot.interact(() -> search.setText("memory"));
        assertThat(table.getItems()).hasSize(2);

        robot.clickOn("Cache");
        TableView<?> days = robot.lookup("#days").query();
        until(() -> days.getItems().size() == 1);
        TableView<?> projects = robot.lookup("#projects").query();
        until(() -> !projects.getItems().isEmpty());
        picture("cache");
        robot.clickOn("#forget-all");
        until(() -> robot.lookup("Clear").tryQuery().isPresent());
        robot.clickOn("Clear");
        until(() -> projects.getItems().isEmpty());

        LoggerFactory.getLogger("dev.crema.Harbour").warn("The tide is early.");
        robot.clickOn("Logs");
        ListView<?> lines = robot.lookup("#log").query();
        until(() -> !lines.getItems().isEmpty());
        picture("logs");
        TextField find = robot.lookup("#log-search").query();
        robot.interact(() -> find.setText("tide is early"));
        assertThat(lines.getItems()).hasSize(1);

        robot.clickOn("Overview");
        robot.clickOn("#toggle");
        until(() -> text("#state").equals("Stopped"));
        assertThat(service.state()).isInstanceOf(ServiceState.Stopped.class);
    }

    @Test
    void sizeAndPageAreRemembered() throws Exception {
        robot.clickOn("Requests");
        onFx(() -> {
            dashboard.stage().setWidth(940);
            dashboard.hide();
            return null;
        });
        WindowMemory memory = WindowMemory.read(home.resolve("window.json"));
        assertThat(memory.page()).isEqualTo("Requests");
        assertThat(memory.width()).isEqualTo(940);
    }

    private void ask(URI address, String system, String question) throws Exception {
        String body = """
                {"model":"any","max_tokens":4,"temperature":0,"system":"%s","messages":[{"role":"user","content":"%s"}],
                 "tools":[{"name":"Berths","description":"Lists the berths.","input_schema":{"type":"object"}}]}""".formatted(system, question);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(address.resolve("/v1/messages"))
                            .header("content-type", "application/json")
                            .header("user-agent", "claude-cli/2.1.330 (external, cli)")
                            .header("anthropic-version", "2023-06-01")
                            .header("x-claude-code-session-id", "harbour")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        }
    }

    private String text(String query) {
        return ((Labeled) robot.lookup(query).query()).getText();
    }

    /** The value of a tile, which screen readers are told with its name. */
    private String tile(String name) {
        return robot.lookup(".tile").queryAll().stream()
                .map(Node::getAccessibleText)
                .filter(text -> text.startsWith(name + ": "))
                .map(text -> text.substring(name.length() + 2, text.indexOf(". ")))
                .findFirst()
                .orElseThrow();
    }

    /** Light and dark. */
    private void picture(String name) throws Exception {
        for (ColorScheme scheme : ColorScheme.values()) {
            WritableImage image = onFx(() -> {
                Theme.apply(dashboard.stage().getScene(), scheme);
                dashboard.stage().getScene().getRoot().applyCss();
                dashboard.stage().getScene().getRoot().layout();
                return dashboard.stage().getScene().snapshot(null);
            });
            int width = (int) image.getWidth();
            int height = (int) image.getHeight();
            int[] pixels = new int[width * height];
            image.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
            BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
            copy.setRGB(0, 0, width, height, pixels, 0, width);
            ImageIO.write(
                    copy,
                    "png",
                    PICTURES.resolve(name + "-" + scheme.name().toLowerCase() + ".png")
                            .toFile());
        }
    }

    private void until(BooleanSupplier holds) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!onFx(holds::getAsBoolean)) {
            assertThat(System.nanoTime()).as("the window should show it by now").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static <T> T onFx(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Platform.runLater(task);
        return task.get(30, TimeUnit.SECONDS);
    }
}

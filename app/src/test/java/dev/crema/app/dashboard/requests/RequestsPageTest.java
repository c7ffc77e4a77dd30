package dev.crema.app.dashboard.requests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.dashboard.Messages;
import dev.crema.app.dashboard.TestWindow;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.wiring.Running;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TableView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;

/** Requests under way and ended, with the real proxy and the default model. */
@Timeout(420)
class RequestsPageTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    @TempDir
    private Path home;

    private final FxRobot robot = new FxRobot();
    private final HttpClient client = HttpClient.newHttpClient();
    private TestWindow window;
    private Running running;
    private TableView<RequestRow> table;

    /** A beginning that a small model goes on with for as long as it may. */
    private static final String ENDLESS = "tick tock ".repeat(60).strip();

    @BeforeEach
    void open() throws Exception {
        window = TestWindow.open(home, made -> List.of(new RequestsPage(made.service())));
        table = robot.lookup("#requests").query();
        window.picture("requests-empty");
        window.service().start();
        window.until(() -> window.service().state() instanceof ServiceState.Up);
        running = ((ServiceState.Up) window.service().state()).running();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        window.close();
    }

    @Test
    void aRunningRequestIsShownGrowsAndCanBeCancelled() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                Messages.request(running.server().address(), "harbour", """
                        {"model":"any","max_tokens":7000,"temperature":0,"stream":true,
                         "messages":[{"role":"user","content":"Tell what the clock says."},{"role":"assistant","content":"%s"}]}""".formatted(ENDLESS)),
                HttpResponse.BodyHandlers.ofString());
        window.until(() -> table.getItems().size() == 1
                && table.getItems().getFirst().status().equals("answering"));
        robot.interact(() -> table.getSelectionModel().select(0));
        int output = table.getItems().getFirst().outputTokens();
        window.until(() -> table.getItems().getFirst().outputTokens() > output + 3);
        assertThat(table.getSelectionModel().getSelectedItem())
                .isEqualTo(table.getItems().getFirst());
        window.picture("requests-running");

        long begun = System.nanoTime();
        robot.clickOn("#cancel-request");
        HttpResponse<String> ended = answer.get(30, TimeUnit.SECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT);
        assertThat(ended.body()).contains("event: error").contains("cancelled in Crema's window");
        window.until(() -> running.engine().stats().active() == 0);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT);
        window.until(() -> table.getItems().getFirst().status().equals("cancelled"));
        assertThat(table.getSelectionModel().getSelectedItem().status()).isEqualTo("cancelled");
        assertThat(robot.lookup("#cancel-request").query().isVisible()).isFalse();
        choose("Failed");
        assertThat(table.getItems()).hasSize(1);
        choose("Running");
        assertThat(table.getItems()).isEmpty();
    }

    @Test
    void detailsTellWhyItMissedWhatDiffersAndWhatHygieneDid() throws Exception {
        String system = "You look after a harbour. The tide is %s today. Answer in one word. ";
        Messages.ask(running.server().address(), "harbour", system.formatted("high"), "Is berth 1 free?");
        Messages.ask(running.server().address(), "harbour", system.formatted("low"), "Is berth 1 free?");
        try (HttpClient other = HttpClient.newHttpClient()) {
            other.send(
                    Messages.request(running.server().address(), "harbour", """
                            {"model":"any","max_tokens":30,"temperature":0,"messages":[{"role":"user","content":"Berths?"}],
                             "system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1.1; cch=1a2b3;"},
                                       {"type":"text","text":"You look after a harbour."}],
                             "tool_choice":{"type":"tool","name":"Berths"},
                             "tools":[{"name":"Berths","description":"Lists the berths.","input_schema":{"type":"object"}}]}"""), HttpResponse.BodyHandlers.ofString());
        }
        window.until(() ->
                table.getItems().size() == 3 && !table.getItems().getFirst().runs());
        robot.interact(() -> table.getSelectionModel().select(1));
        window.until(() -> shows("The client changed its system prompt."));
        assertThat(shows("Before") && shows("Now")).isTrue();
        assertThat(texts(".quote-difference")).containsExactly("high", "low");
        window.picture("requests-missed");

        robot.interact(() -> table.getSelectionModel().select(0));
        window.until(() -> shows("Cache hygiene"));
        assertThat(texts(".fact")).anyMatch(text -> text.contains("the billing header was removed"));
        window.picture("requests-hygiene");
        choose("Could Have Reused More");
        assertThat(table.getItems()).isNotEmpty().allMatch(RequestRow::missed);
    }

    private void choose(String kind) {
        ComboBox<Object> kinds = robot.lookup("#kind").query();
        robot.interact(() -> kinds.setValue(kinds.getItems().stream()
                .filter(each -> each.toString().equals(kind))
                .findFirst()
                .orElseThrow()));
    }

    private boolean shows(String text) {
        return robot.lookup(text).tryQuery().isPresent();
    }

    private List<String> texts(String style) {
        return robot.lookup(style).queryAll().stream()
                .map(node -> node instanceof javafx.scene.text.Text text
                        ? text.getText()
                        : ((javafx.scene.control.Label) node).getText())
                .toList();
    }
}

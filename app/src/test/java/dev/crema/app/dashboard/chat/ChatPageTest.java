package dev.crema.app.dashboard.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.dashboard.TestWindow;
import dev.crema.app.supervise.ServiceState;
import dev.crema.proxy.config.Setting;
import dev.crema.proxy.observe.CountersSnapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;

/** The chat page with the real proxy and the default model behind it. Keeps pictures. */
@Timeout(180)
class ChatPageTest {
    private static final Pattern REUSED = Pattern.compile("Prompt ([\\d,]+) tokens, ([\\d,]+) reused");
    private static final String FACTS =
            "A harbour has four berths. The first is for ferries, the second for fishing boats, the third for guests"
                    + " and the fourth is being repaired until the spring. ".repeat(6);

    @TempDir
    private Path home;

    private final FxRobot robot = new FxRobot();
    private TestWindow window;

    private void open(int longestAnswer) throws Exception {
        window = TestWindow.open(home, made -> List.of(new ChatPage(made.service(), longestAnswer)));
    }

    @AfterEach
    void close() throws Exception {
        window.close();
    }

    @Test
    void aConversationStreamsShowsItsFiguresAndReusesWhatWasComputed() throws Exception {
        open(40);
        window.until(() -> window.text("#chat-gate").startsWith("Crema is stopped"));
        assertThat(send().isDisabled()).isTrue();
        window.picture("chat-stopped");
        robot.clickOn("#chat-start");
        window.until(() -> !window.text("#chat-model").equals("No model runs"));

        ask(FACTS + "Which berth is for guests? Answer in five words.");
        window.until(() -> send().getText().equals("Stop"));
        window.until(() -> send().getText().equals("Send"));
        assertThat(answer(0)).isNotBlank();
        assertThat(figures(0)).contains("First token ", " tok/s", "Prompt ");
        assertThat(reused(0)).isZero();

        ask("And which one is for ferries?");
        window.until(
                () -> labels(".chat-figures").size() == 2 && send().getText().equals("Send"));
        assertThat(reused(1)).as(figures(1)).isGreaterThan(100);
        window.picture("chat");

        robot.clickOn("#new-chat");
        assertThat(labels(".chat-answer")).isEmpty();
    }

    @Test
    void enterSendsShiftEnterBeginsALineAndStopEndsTheAnswerOnTheEngineToo() throws Exception {
        open(4_096);
        window.service().start();
        window.until(() -> window.service().state() instanceof ServiceState.Up);
        window.until(() -> !window.text("#chat-model").equals("No model runs"));
        TextArea text = robot.lookup("#chat-text").query();
        robot.clickOn(text);
        robot.write("Write a long story about a harbour,");
        robot.press(KeyCode.SHIFT).press(KeyCode.ENTER).release(KeyCode.ENTER).release(KeyCode.SHIFT);
        robot.write("in ten chapters of many sentences each.");
        assertThat(text.getText()).contains(",\nin ten");
        robot.type(KeyCode.ENTER);
        window.until(
                () -> send().getText().equals("Stop") && !labels(".chat-answer").isEmpty() && begun(0));
        robot.clickOn("#chat-send");

        window.until(() -> send().getText().equals("Send"));
        window.until(() ->
                labels(".chat-note").stream().anyMatch(note -> note.getText().equals("You stopped this answer.")));
        window.until(() -> counters().active() == 0);
        ask("Thank you.");
        window.until(() -> labels(".chat-answer").size() == 2 && begun(1));
    }

    @Test
    void aProxyThatStopsMeanwhileIsExplainedAndTheQuestionCanBeAskedAgain() throws Exception {
        open(4_096);
        window.preferences().choose(Setting.API_KEY, "harbour-key");
        window.service().start();
        window.until(() -> !window.text("#chat-model").equals("No model runs"));
        ask("Write a long story about a harbour, in ten chapters of many sentences each.");
        window.until(() -> !labels(".chat-answer").isEmpty() && begun(0));
        window.service().stop();

        window.until(() -> window.text("#chat-gate").startsWith("Crema is stopped"));
        window.until(() -> !labels(".chat-note").isEmpty());
        assertThat(send().isDisabled()).isTrue();
        window.picture("chat-broken");
        robot.clickOn("#chat-start");
        window.until(() -> !window.text("#chat-model").equals("No model runs"));
        ask("Hello?");
        window.until(() -> labels(".chat-answer").size() == 2 && begun(1));
    }

    @Test
    void aWrongKeyIsExplained() throws Exception {
        open(4_096);
        window.preferences().choose(Setting.API_KEY, "harbour-key");
        window.service().start();
        window.until(() -> window.service().state() instanceof ServiceState.Up);
        var running = ((ServiceState.Up) window.service().state()).running();
        Conversation conversation = new Conversation();
        LiveAnswer answer = conversation.ask("Hello?").answer();
        new ChatClient(running.server().address(), "another")
                .ask(conversation.session(), conversation.body("any", 10), answer, () -> {});

        assertThat(answer.shown().phase()).isEqualTo(LiveAnswer.Phase.FAILED);
        assertThat(answer.shown().note()).contains("API key");
    }

    private CountersSnapshot counters() {
        return ((ServiceState.Up) window.service().state()).running().server().counters();
    }

    private void ask(String question) {
        TextArea text = robot.lookup("#chat-text").query();
        robot.interact(() -> text.setText(question));
        robot.interact(() -> send().fire());
    }

    private Button send() {
        return robot.lookup("#chat-send").query();
    }

    private String answer(int turn) {
        return labels(".chat-answer").get(turn).getText();
    }

    private boolean begun(int turn) {
        return !answer(turn).equals("…");
    }

    private String figures(int turn) {
        return labels(".chat-figures").get(turn).getText();
    }

    private int reused(int turn) {
        Matcher matcher = REUSED.matcher(figures(turn));
        assertThat(matcher.find()).as(figures(turn)).isTrue();
        return Integer.parseInt(matcher.group(2).replace(",", ""));
    }

    private List<Label> labels(String style) {
        return robot.lookup(style).queryAllAs(Label.class).stream()
                .filter(Node::isVisible)
                .toList();
    }
}

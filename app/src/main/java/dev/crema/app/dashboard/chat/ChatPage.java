package dev.crema.app.dashboard.chat;

import atlantafx.base.theme.Styles;
import dev.crema.app.dashboard.chat.Conversation.Turn;
import dev.crema.app.dashboard.part.Page;
import dev.crema.app.live.Pulse;
import dev.crema.app.supervise.Service;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.wiring.Running;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.application.Platform;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextAlignment;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** The chat page's controls. An answer goes on while another page is shown. */
public final class ChatPage implements Page {
    /** Its name in the sidebar. */
    public static final String TITLE = "Chat";

    /** Its icon there. */
    public static final String ICON = "fth-message-circle";

    private static final String INVITATION =
            "Try the model that runs. What you write goes to Crema on this machine and nowhere else.";
    private static final String KEYS = "Enter sends, Shift+Enter begins a new line";

    /** In tokens. A smaller context ends an answer earlier, and the answer says so. */
    private static final int LONGEST_ANSWER = 4_096;

    private final Service service;
    private final int longestAnswer;
    private final Label subtitle = new Label();
    private final Button fresh = new Button("New Chat");
    private final VBox turns = new VBox(22);
    private final ScrollPane transcript = new ScrollPane(turns);
    private final Label gateText = new Label();
    private final Button start = new Button("Start Crema");
    private final HBox gate = new HBox(16, gateText, start);
    private final Composer composer = new Composer(this::send, this::stop);
    private final Node view;
    private Conversation conversation = new Conversation();
    private ServiceState state = new ServiceState.Stopped();
    private @Nullable Thread receiver;

    /** Talks with the model of a service. */
    public ChatPage(Service service) {
        this(service, LONGEST_ANSWER);
    }

    /** As above, with answers of so many tokens at most. */
    ChatPage(Service service, int longestAnswer) {
        this.service = service;
        this.longestAnswer = longestAnswer;
        this.view = build();
        begin();
    }

    @Override
    public String title() {
        return TITLE;
    }

    @Override
    public String icon() {
        return ICON;
    }

    @Override
    public Node view() {
        return view;
    }

    @Override
    public void update(Pulse pulse) {
        boolean same = pulse.state().equals(state);
        state = pulse.state();
        if (!same || subtitle.getText().isEmpty()) {
            showState();
        }
    }

    private void showState() {
        String closed = switch (state) {
            case ServiceState.Up up -> "";
            case ServiceState.Stopped stopped -> "Crema is stopped. Start it to chat with its model.";
            case ServiceState.Starting(String step) -> "Crema starts: " + step;
            case ServiceState.Stopping stopping -> "Crema is stopping.";
            case ServiceState.Failed(String text) -> text;
        };
        gateText.setText(closed);
        visible(gate, !closed.isEmpty());
        visible(start, !state.busy());
        String model = state instanceof ServiceState.Up(Running running)
                ? running.model().id()
                : "";
        subtitle.setText(model.isEmpty() ? "No model runs" : model);
        composer.show(model, !model.isEmpty(), receiver != null);
        fresh.setDisable(receiver == null && empty());
    }

    private void send(String question) {
        if (receiver != null || !(state instanceof ServiceState.Up(Running running))) {
            return;
        }
        Turn turn = conversation.ask(question);
        TurnView shown = new TurnView(question);
        shown.show(turn.answer().shown());
        if (empty()) {
            turns.getChildren().clear();
        }
        turns.getChildren().add(shown);
        transcript.setVvalue(1);
        ChatClient client =
                new ChatClient(running.server().address(), running.config().apiKey());
        String body = conversation.body(running.model().id(), longestAnswer);
        String session = conversation.session();
        AtomicBoolean pending = new AtomicBoolean();
        // While one look waits to be shown, more of the answer joins it.
        Runnable changed = () -> {
            if (!pending.getAndSet(true)) {
                Platform.runLater(() -> {
                    pending.set(false);
                    shown.show(turn.answer().shown());
                });
            }
        };
        receiver = Thread.ofVirtual().name("crema-chat").start(() -> {
            client.ask(session, body, turn.answer(), changed);
            Thread self = Thread.currentThread();
            Platform.runLater(() -> over(self));
        });
        showState();
    }

    private void stop() {
        if (receiver != null) {
            receiver.interrupt();
        }
    }

    private void over(Thread ended) {
        if (receiver == ended) {
            receiver = null;
            showState();
            composer.focus();
        }
    }

    /** Forgets what was said; an answer under way ends. */
    private void begin() {
        stop();
        receiver = null;
        conversation = new Conversation();
        turns.getChildren().setAll(invitation());
        showState();
        composer.focus();
    }

    /** Whether nothing was said yet. */
    private boolean empty() {
        return !(turns.getChildren().getFirst() instanceof TurnView);
    }

    private static Node invitation() {
        Label text = new Label(INVITATION);
        text.getStyleClass().add("page-subtitle");
        text.setWrapText(true);
        text.setTextAlignment(TextAlignment.CENTER);
        VBox middle = new VBox(14, new FontIcon(Feather.MESSAGE_CIRCLE), text);
        middle.getStyleClass().add("invitation");
        return middle;
    }

    private Node build() {
        Label title = new Label(title());
        title.getStyleClass().add("page-title");
        subtitle.getStyleClass().add("page-subtitle");
        subtitle.setId("chat-model");
        VBox names = new VBox(2, title, subtitle);
        HBox.setHgrow(names, Priority.ALWAYS);
        fresh.setId("new-chat");
        fresh.setOnAction(event -> begin());
        HBox head = new HBox(16, names, fresh);
        head.setAlignment(Pos.CENTER_LEFT);

        gateText.setWrapText(true);
        gateText.setId("chat-gate");
        HBox.setHgrow(gateText, Priority.ALWAYS);
        gateText.setMaxWidth(Double.MAX_VALUE);
        start.setId("chat-start");
        start.getStyleClass().add(Styles.ACCENT);
        start.setMinWidth(Region.USE_PREF_SIZE);
        start.setOnAction(event -> service.start());
        gate.setAlignment(Pos.CENTER_LEFT);
        gate.getStyleClass().add("card");

        turns.getStyleClass().add("transcript");
        // What comes is seen, unless a person has scrolled back.
        turns.heightProperty().addListener((property, was, is) -> {
            boolean atEnd = transcript.getVvalue() > 0.98 || was.doubleValue() <= transcript.getHeight();
            if (atEnd) {
                transcript.setVvalue(1);
            }
        });
        transcript.setFitToWidth(true);
        transcript.getStyleClass().add("page-scroll");
        transcript.setId("transcript");
        VBox.setVgrow(transcript, Priority.ALWAYS);
        Label keys = new Label(KEYS);
        keys.getStyleClass().add("tile-detail");
        keys.setPadding(new Insets(0, 0, 0, 12));
        VBox page = new VBox(14, head, gate, transcript, new VBox(5, composer, keys));
        page.getStyleClass().add("page");
        return page;
    }

    private static void visible(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }
}

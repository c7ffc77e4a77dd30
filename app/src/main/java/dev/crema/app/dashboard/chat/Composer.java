package dev.crema.app.dashboard.chat;

import atlantafx.base.theme.Styles;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** Where a question is written. Enter sends it, Shift and Enter begin a new line; while an answer comes the button stops it. */
final class Composer extends HBox {
    private final TextArea text = new TextArea();
    private final Button button = new Button("Send");
    private final Consumer<String> send;
    private final Runnable stop;
    private boolean open;
    private boolean answering;

    Composer(Consumer<String> send, Runnable stop) {
        this.send = send;
        this.stop = stop;
        getStyleClass().add("composer");
        text.setId("chat-text");
        text.setAccessibleText("Message");
        text.setWrapText(true);
        text.setPrefRowCount(2);
        text.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        text.textProperty().addListener((property, was, is) -> refresh());
        HBox.setHgrow(text, Priority.ALWAYS);
        button.setId("chat-send");
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(event -> act());
        getChildren().addAll(text, button);
        show("a model", false, false);
    }

    /**
     * Shows what can be done.
     *
     * @param model whom one writes to
     * @param up whether somebody would answer
     * @param comes whether an answer is under way
     */
    void show(String model, boolean up, boolean comes) {
        open = up;
        answering = comes;
        text.setPromptText(up ? "Message " + model : "");
        text.setDisable(!up);
        refresh();
    }

    /** So that one can write at once. */
    void focus() {
        text.requestFocus();
    }

    private void key(KeyEvent event) {
        if (event.getCode() != KeyCode.ENTER) {
            return;
        }
        event.consume();
        if (event.isShiftDown()) {
            text.replaceSelection("\n");
        } else if (!answering) {
            act();
        }
    }

    private void act() {
        if (answering) {
            stop.run();
        } else if (open && !text.getText().isBlank()) {
            String question = text.getText().strip();
            text.clear();
            send.accept(question);
        }
    }

    private void refresh() {
        button.setText(answering ? "Stop" : "Send");
        button.getStyleClass().removeAll(Styles.ACCENT);
        if (!answering) {
            button.getStyleClass().add(Styles.ACCENT);
        }
        button.setDisable(!answering && (!open || text.getText().isBlank()));
    }
}

package dev.crema.app.dashboard.chat;

import atlantafx.base.theme.Styles;
import dev.crema.app.dashboard.part.Copying;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** A question and its answer in the transcript. */
final class TurnView extends VBox {
    private static final PseudoClass FAILED = PseudoClass.getPseudoClass("failed");
    private static final double QUESTION_SHARE = 0.75;

    private final Label thinking = text("thinking");
    private final Label answer = text("answer-text");
    private final Label note = text("chat-note");
    private final Label figures = text("tile-detail");
    private final Button copy = new Button("", new FontIcon(Feather.COPY));
    private final HBox below = new HBox(8, figures, copy);

    TurnView(String question) {
        Label asked = text("question");
        asked.setText(question);
        asked.maxWidthProperty().bind(widthProperty().multiply(QUESTION_SHARE));
        HBox right = new HBox(asked);
        right.setAlignment(Pos.CENTER_RIGHT);
        copy.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL, "copy-answer");
        copy.setAccessibleText("Copy Answer");
        copy.setOnAction(event -> Copying.copy(answer.getText()));
        below.setAlignment(Pos.CENTER_LEFT);
        figures.getStyleClass().add("chat-figures");
        answer.getStyleClass().add("chat-answer");
        VBox left = new VBox(8, thinking, answer, note, below);
        left.getStyleClass().add("answer");
        setSpacing(12);
        getChildren().addAll(right, left);
    }

    void show(LiveAnswer.Shown now) {
        boolean nothing = now.text().isEmpty() && now.thinking().isEmpty();
        thinking.setText(now.thinking().strip());
        answer.setText(
                nothing && now.phase() == LiveAnswer.Phase.WAITING
                        ? "…"
                        : now.text().strip());
        note.setText(now.note() == null ? "" : now.note());
        note.pseudoClassStateChanged(FAILED, now.phase() == LiveAnswer.Phase.FAILED);
        figures.setText(now.figures().line());
        visible(thinking, !thinking.getText().isEmpty());
        visible(answer, !answer.getText().isEmpty());
        visible(note, !note.getText().isEmpty());
        visible(copy, !now.text().isBlank());
        visible(below, !figures.getText().isEmpty());
    }

    private static Label text(String style) {
        Label label = new Label();
        label.getStyleClass().add(style);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    private static void visible(Region region, boolean visible) {
        region.setVisible(visible);
        region.setManaged(visible);
    }
}

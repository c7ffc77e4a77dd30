package dev.crema.app.dashboard.settings;

import atlantafx.base.theme.Styles;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** What can be set on the left, with its meaning; the control for it on the right, or below. */
class Row extends HBox {
    private static final double RIGHT_WIDTH = 270;

    private final VBox left = new VBox(3);
    private final VBox right = new VBox(6);
    private final Label problem = text("setting-problem");

    /** @param wide whether the control takes a line of its own */
    Row(String name, String meaning, boolean wide) {
        Label title = text("setting-name");
        title.setText(name);
        Label text = text("tile-detail");
        text.setText(meaning);
        left.getChildren().setAll(title, text);
        HBox.setHgrow(left, Priority.ALWAYS);
        problem.setMaxWidth(Double.MAX_VALUE);
        getStyleClass().add("setting");
        if (wide) {
            VBox both = new VBox(8, left, right);
            HBox.setHgrow(both, Priority.ALWAYS);
            getChildren().setAll(both);
        } else {
            right.setMinWidth(RIGHT_WIDTH);
            right.setPrefWidth(RIGHT_WIDTH);
            right.setMaxWidth(RIGHT_WIDTH);
            getChildren().setAll(left, right);
        }
        problem.pseudoClassStateChanged(Styles.STATE_DANGER, true);
        tell("");
    }

    /** Puts something below the meaning. */
    final void addLeft(Node... nodes) {
        left.getChildren().addAll(nodes);
    }

    /** Puts something on the right; what is wrong is told below it. */
    final void addRight(Node... nodes) {
        right.getChildren().addAll(nodes);
        right.getChildren().remove(problem);
        right.getChildren().add(problem);
    }

    /** Tells what is wrong; nothing, if that is empty. */
    final void tell(String what) {
        problem.setText(what);
        problem.setVisible(!what.isEmpty());
        problem.setManaged(!what.isEmpty());
    }

    /** What is told to be wrong. */
    final Label problem() {
        return problem;
    }

    /** A text of any length. */
    static Label text(String style) {
        Label label = new Label();
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        label.getStyleClass().add(style);
        return label;
    }
}

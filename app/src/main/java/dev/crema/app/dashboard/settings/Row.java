package dev.crema.app.dashboard.settings;

import atlantafx.base.theme.Styles;
import javafx.beans.binding.Bindings;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** What can be set on the left, with its meaning; the control for it on the right, or below. */
class Row extends HBox {
    /** Of a row's width, what its control takes between the least and the most. */
    private static final double SHARE = 0.43;

    private final VBox left = new VBox(3);
    private final VBox right = new VBox(6);
    private final Label problem = text("setting-problem");

    /** How much room a control takes. */
    enum Room {
        /** A switch's. */
        LITTLE(130, 130),
        /** Beside the text; less in a narrow window. */
        USUAL(200, 270),
        /** A line of its own. */
        LINE(0, 0);

        private final double least;
        private final double most;

        Room(double least, double most) {
            this.least = least;
            this.most = most;
        }
    }

    Row(String name, String meaning, Room room) {
        Label title = text("setting-name");
        title.setText(name);
        Label text = text("tile-detail");
        text.setText(meaning);
        left.getChildren().setAll(title, text);
        HBox.setHgrow(left, Priority.ALWAYS);
        problem.setMaxWidth(Double.MAX_VALUE);
        getStyleClass().add("setting");
        if (room == Room.LINE) {
            VBox both = new VBox(8, left, right);
            HBox.setHgrow(both, Priority.ALWAYS);
            getChildren().setAll(both);
        } else {
            // Exactly so: the text beside it would like to be a single line, and would take its room.
            var width = Bindings.max(
                    room.least, Bindings.min(room.most, widthProperty().multiply(SHARE)));
            right.minWidthProperty().bind(width);
            right.prefWidthProperty().bind(width);
            right.maxWidthProperty().bind(width);
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

package dev.crema.app.dashboard.models;

import atlantafx.base.theme.Styles;
import dev.crema.app.dashboard.models.ModelRow.Status;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** The models on the disk, each with what can be done with it. */
final class ModelList extends VBox {
    private final Actions actions;
    private List<ModelRow> shown = List.of();
    private boolean shownBusy;

    /** What a person asks for. */
    interface Actions {
        /** To answer requests with it from now on. */
        void use(ModelRow row);

        /** To load what Crema starts with. */
        void load();

        /** To have its memory back. */
        void unload();

        /** To have its disk space back. */
        void delete(ModelRow row);
    }

    ModelList(Actions actions) {
        this.actions = actions;
        getStyleClass().add("list-lines");
        getChildren().setAll(Lines.detail("Looking …"));
    }

    /**
     * Shows these.
     *
     * @param busy whether the service is between two states, in which nobody can ask for another
     */
    void show(List<ModelRow> rows, boolean busy) {
        if (rows.equals(shown) && busy == shownBusy && !rows.isEmpty()) {
            return;
        }
        shown = List.copyOf(rows);
        shownBusy = busy;
        int focused = focusedLine();
        getChildren().setAll(rows.stream().map(row -> line(row, busy)).toList());
        if (rows.isEmpty()) {
            getChildren().setAll(Lines.detail("No model is here yet. Download the one recommended below to begin."));
        } else if (focused >= 0) {
            getChildren()
                    .get(Math.min(focused, rows.size() - 1))
                    .lookup(".button")
                    .requestFocus();
        }
    }

    private int focusedLine() {
        Node owner = getScene() == null ? null : getScene().getFocusOwner();
        for (Node node = owner; node != null; node = node.getParent()) {
            if (node.getParent() == this) {
                return getChildren().indexOf(node);
            }
        }
        return -1;
    }

    private Node line(ModelRow row, boolean busy) {
        List<Label> title = new ArrayList<>(List.of(Lines.name(row.name())));
        if (!row.status().label().isEmpty()) {
            title.add(
                    Lines.badge(row.status().label(), row.status() == Status.LOADED ? "badge-loaded" : "badge-plain"));
        }
        if (row.usable()) {
            title.add(Lines.badge(row.fit()));
        } else if (row.status() != Status.EMBEDDING) {
            title.add(Lines.badge("Cannot Be Loaded", "badge-bad"));
        }
        List<Node> buttons = new ArrayList<>(List.of(main(row, busy)));
        if (row.deletable()) {
            buttons.add(delete(row));
        }
        return Lines.line(title, List.of(row.facts(), row.explanation()), buttons);
    }

    private Button main(ModelRow row, boolean busy) {
        Button button = switch (row.status()) {
            case LOADED -> Lines.button("Unload", row.name(), actions::unload);
            case CHOSEN -> Lines.button("Load", row.name(), actions::load);
            case LOADING, IDLE, EMBEDDING -> Lines.button("Use", row.name(), () -> actions.use(row));
        };
        button.setTooltip(new Tooltip(
                switch (row.status()) {
                    case LOADED ->
                        "Stops Crema and gives its memory back. Clients get no answers until it is started again.";
                    case CHOSEN -> "Starts Crema with this model.";
                    case LOADING, IDLE, EMBEDDING ->
                        "Crema answers with this model from now on. Answers under way end.";
                }));
        button.setDisable(busy || !row.usable());
        return button;
    }

    /** A disabled button shows no tooltip, so that it is around it. */
    private Node delete(ModelRow row) {
        Button button = Lines.button("Delete", row.name(), () -> actions.delete(row));
        button.setText("");
        button.setGraphic(new FontIcon(Feather.TRASH_2));
        button.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT);
        button.setDisable(row.status().inUse());
        StackPane around = new StackPane(button);
        Tooltip.install(
                around, new Tooltip(row.status().inUse() ? "It is in use. Unload it first." : "Delete from the disk"));
        return around;
    }
}

package dev.crema.app.dashboard.part;

import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** One number that matters, with what it means below. */
public final class StatTile extends VBox {
    private final String name;
    private final Label value = new Label("–");
    private final Label detail = new Label();

    /** With nothing to show yet. */
    public StatTile(String name) {
        this.name = name;
        Label title = new Label(name);
        title.getStyleClass().add("tile-name");
        value.getStyleClass().add("tile-value");
        detail.getStyleClass().add("tile-detail");
        detail.setWrapText(true);
        getStyleClass().addAll("card", "tile");
        getChildren().addAll(title, value, detail);
        setFocusTraversable(true);
        show("–", "");
    }

    /** Shows a value, and a line on what it is made of. */
    public void show(String text, String meaning) {
        value.setText(text);
        detail.setText(meaning);
        setAccessibleText(name + ": " + text + ". " + meaning);
    }
}

package dev.crema.app.dashboard.part;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.javafx.FontIcon;

/** A line across the page that somebody should read now. Without a text it is not there. */
public final class Banner extends HBox {
    private final Label text = new Label();

    /**
     * Not there yet.
     *
     * @param style its style class, which gives the colour
     * @param actions what can be done about it
     */
    public Banner(Ikon icon, String style, Node... actions) {
        super(12);
        text.setWrapText(true);
        text.setMaxWidth(Double.MAX_VALUE);
        text.setMinHeight(USE_PREF_SIZE);
        HBox.setHgrow(text, Priority.ALWAYS);
        getStyleClass().addAll("banner", style);
        setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(new FontIcon(icon), text);
        getChildren().addAll(actions);
        tell("");
    }

    /** Tells something; an empty text takes it away. */
    public void tell(String what) {
        text.setText(what);
        setVisible(!what.isEmpty());
        setManaged(!what.isEmpty());
    }
}

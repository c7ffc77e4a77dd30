package dev.crema.app.dashboard.part;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** How pages are put together. */
public final class Layout {
    private static final double GAP = 16;

    private Layout() {}

    /** A page that scrolls when the window is too low for it. */
    public static Node page(Node... parts) {
        VBox page = new VBox(GAP, parts);
        page.getStyleClass().add("page");
        ScrollPane scroll = new ScrollPane(page);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("page-scroll");
        return scroll;
    }

    /** A framed group. */
    public static Node card(Node... content) {
        VBox card = new VBox(GAP, content);
        card.getStyleClass().add("card");
        return card;
    }

    /** What a colour stands for. */
    public static Node legend(String text, String style) {
        Region dot = new Region();
        dot.getStyleClass().addAll("legend-dot", style);
        Label label = new Label(text);
        label.getStyleClass().add("tile-detail");
        HBox entry = new HBox(6, dot, label);
        entry.setAlignment(Pos.CENTER_LEFT);
        return entry;
    }
}

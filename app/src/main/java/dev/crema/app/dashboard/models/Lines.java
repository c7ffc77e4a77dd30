package dev.crema.app.dashboard.models;

import dev.crema.mlx.hub.catalogue.MemoryFit;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** What the page's lists are made of. */
final class Lines {
    private Lines() {}

    /** A line: a name with badges and what is to be said below at the left, buttons at the right. */
    static HBox line(List<? extends Node> title, List<String> details, List<? extends Node> buttons) {
        HBox head = new HBox(8);
        head.getChildren().addAll(title);
        head.setAlignment(Pos.CENTER_LEFT);
        VBox text = new VBox(3, head);
        for (String detail : details) {
            if (!detail.isEmpty()) {
                text.getChildren().add(detail(detail));
            }
        }
        HBox.setHgrow(text, Priority.ALWAYS);
        HBox actions = new HBox(8);
        actions.getChildren().addAll(buttons);
        actions.setAlignment(Pos.CENTER_RIGHT);
        actions.setMinWidth(Region.USE_PREF_SIZE);
        HBox line = new HBox(20, text, actions);
        line.setAlignment(Pos.CENTER_LEFT);
        line.getStyleClass().add("list-line");
        return line;
    }

    static Label name(String text) {
        Label label = new Label(text);
        label.getStyleClass().add("line-name");
        return label;
    }

    static Label detail(String text) {
        Label label = new Label(text);
        label.getStyleClass().add("tile-detail");
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    /** How a model fits, in a word and a colour. */
    static Label badge(MemoryFit fit) {
        return switch (fit.verdict()) {
            case EASY -> badge("Fits", "badge-good");
            case TIGHT -> badge("Fits Tightly", "badge-fair");
            case TOO_LARGE -> badge("Too Large", "badge-bad");
        };
    }

    static Label badge(String text, String style) {
        Label label = new Label(text);
        label.getStyleClass().addAll("badge", style);
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }

    /**
     * A button that says for screen readers what it acts upon.
     *
     * @param object the model
     */
    static Button button(String verb, String object, Runnable action) {
        Button button = new Button(verb);
        button.setAccessibleText(verb + " " + object);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(event -> action.run());
        return button;
    }

    static Label heading(String text) {
        Label label = new Label(text);
        label.getStyleClass().add("tile-name");
        return label;
    }
}

package dev.crema.app.dashboard.clients;

import java.util.List;
import javafx.css.PseudoClass;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;

/** A change of a file, line by line: what goes is red, what comes is green, what stays around it is grey. */
final class DiffView extends ListView<String> {
    private static final double LINE = 20;
    private static final int MOST_LINES = 16;
    /** Border, padding and a place for the scroll bar. */
    private static final double FRAME = 32;
    /** The two names of the file above the change. */
    private static final int NAMES = 2;

    private static final PseudoClass ADDED = PseudoClass.getPseudoClass("added");
    private static final PseudoClass REMOVED = PseudoClass.getPseudoClass("removed");
    private static final PseudoClass PLACE = PseudoClass.getPseudoClass("place");

    /** @param diff in the format of {@code diff -u} */
    DiffView(String diff) {
        List<String> lines = diff.lines().skip(NAMES).toList();
        getStyleClass().add("diff");
        setFixedCellSize(LINE);
        setCellFactory(list -> new Line());
        getItems().setAll(lines);
        double height = Math.min(lines.size(), MOST_LINES) * LINE + FRAME;
        setPrefHeight(height);
        setMinHeight(height);
        setAccessibleText("The exact change, " + lines.size() + " lines");
    }

    private static final class Line extends ListCell<String> {
        Line() {
            getStyleClass().add("diff-line");
        }

        @Override
        protected void updateItem(String line, boolean empty) {
            super.updateItem(line, empty);
            String text = empty || line == null ? "" : line;
            setText(text);
            setAccessibleText(spoken(text));
            pseudoClassStateChanged(ADDED, text.startsWith("+"));
            pseudoClassStateChanged(REMOVED, text.startsWith("-"));
            pseudoClassStateChanged(PLACE, text.startsWith("@") || text.startsWith("\\"));
        }

        private static String spoken(String text) {
            return switch (text.isEmpty() ? ' ' : text.charAt(0)) {
                case '+' -> "added: " + text.substring(1);
                case '-' -> "removed: " + text.substring(1);
                default -> text;
            };
        }
    }
}

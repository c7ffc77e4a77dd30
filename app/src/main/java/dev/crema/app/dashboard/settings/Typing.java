package dev.crema.app.dashboard.settings;

import java.util.Objects;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import org.jspecify.annotations.Nullable;

/** Tells what a person types into a control: each change, that it is done with, and that it is given up. */
final class Typing {
    private final TextInputControl control;
    private boolean showing;

    /** @param enter whether the Enter key means that it is done; it makes a new line otherwise */
    Typing(TextInputControl control, boolean enter, Editor.Listener listener) {
        this.control = control;
        control.textProperty().addListener((property, was, is) -> {
            if (!showing) {
                listener.typed(is);
            }
        });
        control.focusedProperty().addListener((property, was, is) -> {
            if (!is) {
                listener.entered(control.getText());
            }
        });
        control.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                listener.cancelled();
                event.consume();
            } else if (event.getCode() == KeyCode.ENTER && (enter || event.isShortcutDown())) {
                listener.entered(control.getText());
                event.consume();
            }
        });
    }

    /** Shows a text, with the caret behind it; the listener is not told. What is there already keeps its caret. */
    void show(@Nullable String text) {
        String next = Objects.requireNonNullElse(text, "");
        if (!next.equals(control.getText())) {
            showing = true;
            control.setText(next);
            showing = false;
            control.end();
        }
    }
}

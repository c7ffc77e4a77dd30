package dev.crema.app.dashboard.settings;

import dev.crema.app.settings.SettingText;
import javafx.scene.Node;
import javafx.scene.control.TextArea;
import org.jspecify.annotations.Nullable;

/** Several lines of text. */
final class LinesEditor implements Editor {
    private static final int ROWS = 8;

    private final TextArea control = new TextArea();
    private final Typing typing;

    LinesEditor(SettingText text, Listener listener) {
        control.setPromptText(text.example());
        control.setPrefRowCount(ROWS);
        control.setWrapText(true);
        control.getStyleClass().add("lines-editor");
        this.typing = new Typing(control, false, listener);
    }

    @Override
    public Node view() {
        return control;
    }

    @Override
    public Node control() {
        return control;
    }

    @Override
    public void show(@Nullable String value) {
        typing.show(value);
    }
}

package dev.crema.app.dashboard.settings;

import dev.crema.app.settings.SettingText;
import java.util.List;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import org.jspecify.annotations.Nullable;

/** One of a few. */
final class ChoiceEditor implements Editor {
    private final String standard;
    private final ComboBox<String> control = new ComboBox<>();
    private boolean showing;

    ChoiceEditor(SettingText text, List<String> values, Listener listener) {
        this.standard = text.standard();
        control.getItems().setAll(values);
        control.setMaxWidth(Double.MAX_VALUE);
        control.valueProperty().addListener((property, was, is) -> {
            if (!showing && is != null) {
                listener.entered(is);
            }
        });
    }

    @Override
    public Node view() {
        return control;
    }

    @Override
    public Node control() {
        return control;
    }

    /** A value that is none of them is shown all the same. */
    @Override
    public void show(@Nullable String value) {
        showing = true;
        control.setValue(
                value == null || value.isBlank() ? standard : value.strip().toLowerCase(Locale.ROOT));
        showing = false;
    }
}

package dev.crema.app.dashboard.settings;

import dev.crema.app.dashboard.part.Switch;
import dev.crema.app.settings.SettingText;
import java.util.Locale;
import java.util.Set;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import org.jspecify.annotations.Nullable;

/** On or off. */
final class SwitchEditor implements Editor {
    /** As the loader reads them. */
    private static final Set<String> ON = Set.of("true", "on", "yes", "1");

    private final boolean standard;
    private final Switch control;
    private final HBox view;

    SwitchEditor(SettingText text, Listener listener) {
        this.standard = isOn(text.standard());
        this.control = new Switch(on -> listener.entered(String.valueOf(on)));
        this.view = new HBox(control);
        view.setAlignment(Pos.CENTER_RIGHT);
    }

    @Override
    public Node view() {
        return view;
    }

    @Override
    public Node control() {
        return control;
    }

    @Override
    public void show(@Nullable String value) {
        control.show(value == null || value.isBlank() ? standard : isOn(value));
    }

    private static boolean isOn(String value) {
        return ON.contains(value.strip().toLowerCase(Locale.ROOT));
    }
}

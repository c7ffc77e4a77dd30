package dev.crema.app.dashboard.settings;

import dev.crema.app.settings.SettingInput;
import dev.crema.app.settings.SettingText;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;

/** The control by which a person gives a setting its value. */
interface Editor {
    /** What a person does with it. */
    interface Listener {
        /** The text is being changed. */
        void typed(String text);

        /** The text is meant to hold. */
        void entered(String text);

        /** What was typed is given up. */
        void cancelled();
    }

    /** With its buttons, if it has any. */
    Node view();

    /** The part of it that is called by the setting's name. */
    Node control();

    /** Shows a value; null: nobody has set it. The listener is not told. */
    void show(@Nullable String value);

    /** The one for a setting. */
    static Editor of(SettingText text, boolean generated, Listener listener) {
        return switch (text.input()) {
            case SettingInput.Switch ignored -> new SwitchEditor(text, listener);
            case SettingInput.Choice choice -> new ChoiceEditor(text, choice.values(), listener);
            case SettingInput.Secret ignored -> new SecretEditor(text, generated, listener);
            case SettingInput.Lines ignored -> new LinesEditor(text, listener);
            case SettingInput.Line ignored -> new LineEditor(text, LineEditor.Chooser.NONE, listener);
            case SettingInput.File ignored -> new LineEditor(text, LineEditor.Chooser.FILE, listener);
            case SettingInput.Folder ignored -> new LineEditor(text, LineEditor.Chooser.FOLDER, listener);
        };
    }
}

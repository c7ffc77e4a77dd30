package dev.crema.app.settings;

import java.util.List;

/** How a person gives a setting its value. */
public sealed interface SettingInput {
    /** On or off. */
    record Switch() implements SettingInput {}

    /** One of a few. */
    record Choice(List<String> values) implements SettingInput {
        /** Copies the list. */
        public Choice {
            values = List.copyOf(values);
        }
    }

    /** A line of text. */
    record Line() implements SettingInput {}

    /** A line of text that is masked. */
    record Secret() implements SettingInput {}

    /** The path of a file. */
    record File() implements SettingInput {}

    /** The path of a folder. */
    record Folder() implements SettingInput {}

    /** Several lines of text. */
    record Lines() implements SettingInput {}
}

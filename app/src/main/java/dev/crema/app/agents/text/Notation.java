package dev.crema.app.agents.text;

/** How a settings file is written. */
public enum Notation {
    /** JSON, with comments and trailing commas where the user has them. */
    JSON,
    /** TOML 1.0. */
    TOML;

    /**
     * Reads a document; an empty one is a document too.
     *
     * @throws SettingsFormatException if it is not in this notation
     */
    public SettingsText parse(String text) {
        return switch (this) {
            case JSON -> JsoncText.parse(text);
            case TOML -> TomlText.parse(text);
        };
    }
}

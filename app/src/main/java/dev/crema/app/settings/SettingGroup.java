package dev.crema.app.settings;

/** Settings that belong together, in the order people see them. */
public enum SettingGroup {
    /** How clients reach the proxy. */
    GENERAL("General", "Where clients find Crema, and who may use it."),
    /** What answers. */
    MODEL("Model", "What answers."),
    /** Prompts in memory. */
    MEMORY(
            "Memory & KV",
            "The model's work on a prompt (its keys and values, KV) is kept, so that the next turn of a conversation costs its new"
                    + " text only."),
    /** Prompts on the SSD. */
    SSD("SSD Cache", "The same work on the SSD: it survives a restart and takes no memory."),
    /** Whole answers. */
    ANSWERS("Answer Caches", "A request that would be answered alike gets the earlier answer at once."),
    /** Answers shared with others. */
    TEAM("Team Cache", "Answers shared with a team by a Redis or Valkey server."),
    /** What is done to and with prompts. */
    PREWARMING("Prewarming", "Prompts that are made ready before they are asked, and kept alike from turn to turn."),
    /** Where models come from. */
    HUB("Model Hub", "Where models are downloaded from. Nothing is fetched without being asked for."),
    /** What the savings are worth. */
    PRICES("Prices", "What the same tokens would cost elsewhere, for the savings shown.");

    private final String title;
    private final String meaning;

    SettingGroup(String title, String meaning) {
        this.title = title;
        this.meaning = meaning;
    }

    /** Its name. */
    public String title() {
        return title;
    }

    /** What its settings are about, in a sentence. */
    public String meaning() {
        return meaning;
    }
}

package dev.crema.proxy.cache;

import java.util.Locale;

/** By what answers can be wiped. */
public enum AnswerOwner {
    /** The project they were made in. */
    PROJECT,
    /** The model that made them, by its id. */
    MODEL,
    /** Whom they were made for. */
    USER;

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}

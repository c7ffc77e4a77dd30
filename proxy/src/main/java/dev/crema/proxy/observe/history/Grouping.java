package dev.crema.proxy.observe.history;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

/** What a view of the history has a row for. */
public enum Grouping {
    /** Each hour with requests; labelled by its beginning in UTC, {@code 2026-11-21T18:00:00Z}. */
    HOUR("hour"),
    /** Each day with requests, in the reader's time zone: {@code 2026-11-21}. */
    DAY("hour"),
    /** Each model that answered. */
    MODEL("model"),
    /** Each project. */
    PROJECT("project"),
    /** Each client. */
    CLIENT("client");

    private final String column;

    Grouping(String column) {
        this.column = column;
    }

    /** Its name in addresses and documents: lower case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether its rows follow each other in time; the others come largest first. */
    boolean ordered() {
        return this == HOUR || this == DAY;
    }

    /** The table's column with what tells the rows apart. */
    String column() {
        return column;
    }

    /** What that column holds for a key. */
    String value(HistoryKey key) {
        return switch (this) {
            case HOUR, DAY -> Long.toString(key.hour());
            case MODEL -> key.model();
            case PROJECT -> key.project();
            case CLIENT -> key.client();
        };
    }

    /** What a row with that value is called. */
    String label(String value, ZoneId zone) {
        return switch (this) {
            case HOUR -> hour(value).toString();
            case DAY -> hour(value).atZone(zone).toLocalDate().toString();
            case MODEL, PROJECT, CLIENT -> value;
        };
    }

    private static Instant hour(String value) {
        return Instant.ofEpochSecond(Long.parseLong(value) * 3600);
    }
}

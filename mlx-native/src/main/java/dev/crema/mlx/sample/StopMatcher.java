package dev.crema.mlx.sample;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds stop strings in text that arrives in pieces, wherever the pieces are cut. Holds back only what could still become
 * a stop string. One stream, one thread at a time.
 */
public final class StopMatcher {
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private @Nullable String matched;

    /** Empty stop strings are ignored. */
    public StopMatcher(List<String> stops) {
        this.stops = stops.stream().filter(stop -> !stop.isEmpty()).toList();
    }

    /** Adds text; returns what certainly comes before any stop string. */
    public String add(String text) {
        if (stops.isEmpty() || matched != null) {
            return matched == null ? text : "";
        }
        held.append(text);
        int end = firstMatch();
        if (end < 0) {
            end = held.length() - longestBeginningAtEnd();
        }
        String certain = held.substring(0, end);
        held.delete(0, end);
        return certain;
    }

    /** The stop string that was found, or null. */
    public @Nullable String matched() {
        return matched;
    }

    /** What was held back, when no more text comes. */
    public String finish() {
        String rest = matched == null ? held.toString() : "";
        held.setLength(0);
        return rest;
    }

    /** Where the earliest stop string begins, or -1. */
    private int firstMatch() {
        int first = -1;
        for (String stop : stops) {
            int at = held.indexOf(stop);
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
                matched = stop;
            }
        }
        return first;
    }

    private int longestBeginningAtEnd() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, held.length()); length > longest; length--) {
                if (endsWithBeginningOf(stop, length)) {
                    longest = length;
                }
            }
        }
        return longest;
    }

    private boolean endsWithBeginningOf(String stop, int length) {
        int start = held.length() - length;
        for (int i = 0; i < length; i++) {
            if (held.charAt(start + i) != stop.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}

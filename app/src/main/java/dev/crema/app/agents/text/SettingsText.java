package dev.crema.app.agents.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A settings document as its user wrote it. A change yields a new document that differs from this one at the changed place
 * only. A path names a value by the keys that lead to it.
 */
public interface SettingsText {
    /** The whole document. */
    String text();

    /** The value at a path; null if there is none. Tables and values without a JSON counterpart are some value. */
    @Nullable
    JsonNode value(List<String> path);

    /** The value at a path as it is written; null if there is none. */
    @Nullable
    String raw(List<String> path);

    /**
     * Sets a value; what is missing on the way to it is made. A document that holds the value already is returned itself.
     *
     * @throws SettingsFormatException if something else stands in its way
     */
    SettingsText put(List<String> path, JsonNode value);

    /** Replaces the value at a path, which must be there, by one that is written already. */
    SettingsText putRaw(List<String> path, String raw);

    /** Takes the value at a path out, if it is there. */
    SettingsText remove(List<String> path);

    /** Takes the container at a path out if nothing is in it, not even a comment. */
    SettingsText prune(List<String> path);

    /** Whether it says nothing at all. */
    boolean isBlank();

    /**
     * Adds an element to the list at a path, which is made if it is missing.
     *
     * @throws SettingsFormatException if something else stands there
     * @throws UnsupportedOperationException in a notation whose lists no client needs changed
     */
    default SettingsText append(List<String> path, JsonNode element) {
        throw new UnsupportedOperationException("lists are edited in JSON only");
    }

    /** Takes an element out of the list at a path, if both are there. */
    default SettingsText removeElement(List<String> path, JsonNode element) {
        throw new UnsupportedOperationException("lists are edited in JSON only");
    }
}

package dev.crema.mlx.jinja;

import org.jspecify.annotations.Nullable;

/**
 * Text that {@code safe} or {@code escape} marked. It reads as text, but {@code +} escapes the HTML of the unmarked text
 * it is joined with, even though autoescaping is off: real templates run into this.
 */
record Markup(String text) {
    /** Marked text as plain text; any other value as it is. */
    static @Nullable Object plain(@Nullable Object value) {
        return value instanceof Markup markup ? markup.text : value;
    }

    /** Text marked, any other value as it is. */
    static @Nullable Object marked(@Nullable Object value) {
        return value instanceof String text ? new Markup(text) : value;
    }

    /** The sum of two texts of which one is marked. */
    static Markup joined(@Nullable Object left, @Nullable Object right) {
        return new Markup(escaped(left) + escaped(right));
    }

    private static String escaped(@Nullable Object value) {
        return value instanceof Markup markup ? markup.text : escape(Repr.str(value));
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace(">", "&gt;")
                .replace("<", "&lt;")
                .replace("'", "&#39;")
                .replace("\"", "&#34;");
    }
}

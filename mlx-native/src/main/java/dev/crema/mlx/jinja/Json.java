package dev.crema.mlx.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code tojson} as transformers has it: Python's {@code json.dumps} without HTML escapes.
 *
 * @param asciiOnly whether characters beyond ASCII are escaped
 * @param indent what a level is indented with; null for one line
 */
record Json(boolean asciiOnly, @Nullable String indent, String itemSeparator, String keySeparator, boolean sortKeys) {
    /** Deepest nesting; a namespace can contain itself. */
    private static final int DEEPEST = 500;

    static String filter(@Nullable Object value, Arguments arguments) {
        var bound = arguments.bind("tojson", "ensure_ascii", "indent", "separators", "sort_keys");
        String indent = switch (bound.get("indent", null)) {
            case null -> null;
            case String text -> text;
            case Object width -> " ".repeat(Math.clamp(Numbers.toInt(width, "tojson"), 0, 64));
        };
        String item = indent == null ? ", " : ",";
        String key = ": ";
        if (bound.get("separators", null) instanceof PySequence separators
                && separators.items().size() == 2) {
            item = Repr.str(separators.items().get(0));
            key = Repr.str(separators.items().get(1));
        }
        var out = new StringBuilder();
        new Json(bound.flag("ensure_ascii", false), indent, item, key, bound.flag("sort_keys", false))
                .write(out, value, 0);
        return out.toString();
    }

    private void write(StringBuilder out, @Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw new JinjaException("a value is nested too deeply for tojson");
        }
        switch (value) {
            case null -> out.append("null");
            case Boolean bool -> out.append(bool);
            case Long number -> out.append(number.longValue());
            case BigInteger number -> out.append(number);
            case Double number -> out.append(of(number));
            case String text -> string(out, text);
            case Markup markup -> string(out, markup.text());
            case PySequence.PyRange _ -> throw unknown(value);
            case PySequence sequence -> list(out, sequence.items(), depth);
            case PyDict dict -> dict(out, dict, depth);
            default -> throw unknown(value);
        }
    }

    private static JinjaException unknown(@Nullable Object value) {
        return new JinjaException("object of type " + Values.typeName(value) + " is not JSON serializable");
    }

    private static String of(double number) {
        if (Double.isFinite(number)) {
            return Repr.of(number);
        }
        return Double.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
    }

    private void list(StringBuilder out, List<@Nullable Object> items, int depth) {
        out.append('[');
        for (int i = 0; i < items.size(); i++) {
            newLine(out.append(i == 0 ? "" : itemSeparator), depth + 1);
            write(out, items.get(i), depth + 1);
        }
        if (!items.isEmpty()) {
            newLine(out, depth);
        }
        out.append(']');
    }

    private void dict(StringBuilder out, PyDict dict, int depth) {
        List<Map.Entry<@Nullable Object, @Nullable Object>> entries =
                new ArrayList<>(dict.entries().entrySet());
        if (sortKeys) {
            entries.sort((a, b) -> Values.compare(a.getKey(), b.getKey(), "<"));
        }
        out.append('{');
        String separator = "";
        for (var entry : entries) {
            newLine(out.append(separator), depth + 1);
            string(out, key(entry.getKey()));
            write(out.append(keySeparator), entry.getValue(), depth + 1);
            separator = itemSeparator;
        }
        if (!entries.isEmpty()) {
            newLine(out, depth);
        }
        out.append('}');
    }

    private static String key(@Nullable Object key) {
        return switch (key) {
            case null -> "null";
            case String text -> text;
            case Boolean bool -> bool.toString();
            case Double number -> of(number);
            case Long _, BigInteger _ -> key.toString();
            default -> throw new JinjaException("tojson cannot use a " + Values.typeName(key) + " as a key");
        };
    }

    private void newLine(StringBuilder out, int depth) {
        if (indent != null) {
            out.append('\n').repeat(indent, depth);
        }
    }

    private void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || (asciiOnly && c >= 0x7f)) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}

package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.Arguments.Bound;
import dev.crema.mlx.jinja.PySequence.PyTuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Filters on text; other values are turned into text first, as Jinja does. */
final class TextFilters {
    private static final Pattern WORD_BEGIN = Pattern.compile("[^-\\s({\\[<]+");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+");

    private TextFilters() {}

    static String lower(@Nullable Object value, Arguments arguments) {
        return Repr.str(value).toLowerCase(Locale.ROOT);
    }

    static String upper(@Nullable Object value, Arguments arguments) {
        return Repr.str(value).toUpperCase(Locale.ROOT);
    }

    static String trim(@Nullable Object value, Arguments arguments) {
        String set = arguments.bind("trim", "chars").text("chars");
        return Strings.stripEnd(Strings.stripStart(Repr.str(value), set), set);
    }

    static String replace(@Nullable Object value, Arguments arguments) {
        Bound bound = arguments.bind("replace", "old", "new", "count");
        String old = Repr.str(bound.required("old"));
        int count = bound.get("count", null) == null ? -1 : bound.integer("count", -1);
        return Strings.replace(Repr.str(value), old, Repr.str(bound.required("new")), count);
    }

    private static String text(String filter, @Nullable Object value) {
        return switch (value) {
            case String text -> text;
            case Undefined undefined -> throw undefined.error();
            case null, default -> throw new JinjaException(filter + " needs text, not " + Values.typeName(value));
        };
    }

    static String title(String text) {
        return WORD_BEGIN.matcher(text).replaceAll(word -> Matcher.quoteReplacement(titled(word)));
    }

    private static String titled(MatchResult word) {
        String text = word.group();
        int first = Character.charCount(text.codePointAt(0));
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    static String center(@Nullable Object value, Arguments arguments) {
        int width = arguments.bind("center", "width").integer("width", 80);
        Object centered = Members.attribute(Repr.str(value), "center");
        return centered instanceof Function method ? Repr.str(method.call(Arguments.of((long) width))) : "";
    }

    static String format(@Nullable Object value, Arguments arguments) {
        if (arguments.keywords().isEmpty()) {
            return PyFormat.percent(Repr.str(value), new PyTuple(arguments.positional()));
        }
        return PyFormat.percent(Repr.str(value), new PyDict(new LinkedHashMap<>(arguments.keywords())));
    }

    static @Nullable Object escape(@Nullable Object value, Arguments arguments) {
        return value instanceof Markup ? value : new Markup(Markup.escape(Repr.str(value)));
    }

    static String indent(@Nullable Object value, Arguments arguments) {
        Bound bound = arguments.bind("indent", "width", "first", "blank");
        String prefix = bound.get("width", 4L) instanceof String text
                ? text
                : " ".repeat(Math.clamp(bound.integer("width", 4), 0, PyFormat.WIDEST));
        boolean blank = bound.flag("blank", false);
        // Jinja appends a newline so that a final one is kept.
        List<String> lines = Strings.lines(text("indent", value) + "\n", false);
        var out = new StringBuilder(bound.flag("first", false) ? prefix : "").append(lines.getFirst());
        for (String line : lines.subList(1, lines.size())) {
            out.append('\n').append(blank || !line.isEmpty() ? prefix : "").append(line);
        }
        return out.toString();
    }

    static @Nullable Object truncate(@Nullable Object value, Arguments arguments) {
        Bound bound = arguments.bind("truncate", "length", "killwords", "end", "leeway");
        int length = bound.integer("length", 255);
        String end = bound.has("end") ? bound.requiredText("end") : "...";
        if (Values.length(value) <= (long) length + bound.integer("leeway", 5)) {
            return value;
        }
        String text = text("truncate", value);
        String cut = text.substring(0, Strings.offset(text, Math.max(0, length - Values.length(end))));
        boolean wholeWords = !bound.flag("killwords", false) && cut.indexOf(' ') >= 0;
        return (wholeWords ? cut.substring(0, cut.lastIndexOf(' ')) : cut) + end;
    }

    static long wordCount(@Nullable Object value, Arguments arguments) {
        return WORD.matcher(Repr.str(value)).results().count();
    }
}

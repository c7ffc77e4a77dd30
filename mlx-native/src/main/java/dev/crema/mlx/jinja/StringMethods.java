package dev.crema.mlx.jinja;

import static java.util.Map.entry;

import dev.crema.mlx.jinja.Arguments.Bound;
import dev.crema.mlx.jinja.PySequence.PyList;
import dev.crema.mlx.jinja.PySequence.PyTuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The methods of Python's str. */
final class StringMethods {
    private interface Method {
        @Nullable
        Object call(String text, Arguments arguments);
    }

    private static final Map<String, Method> METHODS = Map.ofEntries(
            entry("strip", (text, args) -> strip(text, args, true, true)),
            entry("lstrip", (text, args) -> strip(text, args, true, false)),
            entry("rstrip", (text, args) -> strip(text, args, false, true)),
            entry("split", (text, args) -> split(text, args, false)),
            entry("rsplit", (text, args) -> split(text, args, true)),
            entry(
                    "splitlines",
                    (text, args) -> new PyList(new ArrayList<>(Strings.lines(
                            text, args.bind("splitlines", "keepends").flag("keepends", false))))),
            entry("startswith", (text, args) -> affix(text, args, "startswith", String::startsWith)),
            entry("endswith", (text, args) -> affix(text, args, "endswith", String::endsWith)),
            entry("removeprefix", StringMethods::removePrefix),
            entry("removesuffix", StringMethods::removeSuffix),
            entry("replace", StringMethods::replace),
            entry("join", StringMethods::join),
            entry("format", PyFormat::format),
            entry("find", (text, args) -> find(text, args.bind("find", "sub", "start"))),
            entry(
                    "rfind",
                    (text, args) -> place(
                            text, text.lastIndexOf(args.bind("rfind", "sub").requiredText("sub")))),
            entry("index", StringMethods::index),
            entry("count", StringMethods::count),
            entry("partition", (text, args) -> partition(text, args.bind("partition", "sep"), false)),
            entry("rpartition", (text, args) -> partition(text, args.bind("rpartition", "sep"), true)),
            entry("upper", (text, _) -> text.toUpperCase(Locale.ROOT)),
            entry("lower", (text, _) -> text.toLowerCase(Locale.ROOT)),
            entry("casefold", (text, _) -> Strings.folded(text)),
            entry("capitalize", (text, _) -> Strings.capitalize(text)),
            entry("title", (text, _) -> title(text)),
            entry("swapcase", (text, _) -> swapCase(text)),
            entry(
                    "zfill",
                    (text, args) -> zeroFilled(text, args.bind("zfill", "width").integer("width", 0))),
            entry("center", (text, args) -> padded(text, args.bind("center", "width", "fillchar"), '^')),
            entry("ljust", (text, args) -> padded(text, args.bind("ljust", "width", "fillchar"), '<')),
            entry("rjust", (text, args) -> padded(text, args.bind("rjust", "width", "fillchar"), '>')),
            entry("isdigit", (text, _) -> all(text, Character::isDigit)),
            entry("isdecimal", (text, _) -> all(text, Character::isDigit)),
            entry("isnumeric", (text, _) -> all(text, Character::isDigit)),
            entry("isalpha", (text, _) -> all(text, Character::isLetter)),
            entry("isalnum", (text, _) -> all(text, Character::isLetterOrDigit)),
            entry("isspace", (text, _) -> all(text, Strings::isSpace)),
            entry("isupper", (text, _) -> isUpper(text)),
            entry("islower", (text, _) -> isLower(text)));

    private StringMethods() {}

    /** The method of that name, bound to a text; null if there is none. */
    static @Nullable Function bound(String text, String name) {
        Method method = METHODS.get(name);
        return method == null ? null : arguments -> method.call(text, arguments);
    }

    /** The same for marked text: what it returns is marked too. */
    static @Nullable Function bound(Markup markup, String name) {
        Function plain = bound(markup.text(), name);
        return plain == null ? null : arguments -> Markup.marked(plain.call(arguments));
    }

    private static String strip(String text, Arguments arguments, boolean start, boolean end) {
        String set = arguments.bind("strip", "chars").text("chars");
        String left = start ? Strings.stripStart(text, set) : text;
        return end ? Strings.stripEnd(left, set) : left;
    }

    private static PyList split(String text, Arguments arguments, boolean fromEnd) {
        Bound bound = arguments.bind("split", "sep", "maxsplit");
        String separator = bound.text("sep");
        int max = bound.integer("maxsplit", -1);
        if (separator == null) {
            if (fromEnd && max >= 0) {
                throw new JinjaException("rsplit() with a limit needs a separator");
            }
            return new PyList(new ArrayList<>(Strings.words(text, max)));
        }
        if (separator.isEmpty()) {
            throw new JinjaException("empty separator");
        }
        return new PyList(new ArrayList<>(
                fromEnd ? Strings.splitFromEnd(text, separator, max) : Strings.split(text, separator, max)));
    }

    private static boolean affix(
            String text, Arguments arguments, String function, BiPredicate<String, String> matches) {
        Object wanted = arguments.bind(function, "affix").required("affix");
        List<@Nullable Object> choices = wanted instanceof PyTuple tuple ? tuple.items() : Arrays.asList(wanted);
        for (Object choice : choices) {
            if (!(choice instanceof String affix)) {
                throw choice instanceof Undefined undefined
                        ? undefined.error()
                        : new JinjaException(
                                function + "() needs a string or a tuple of strings, not " + Values.typeName(choice));
            }
            if (matches.test(text, affix)) {
                return true;
            }
        }
        return false;
    }

    private static String removePrefix(String text, Arguments arguments) {
        String prefix = arguments.bind("removeprefix", "prefix").requiredText("prefix");
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    private static String removeSuffix(String text, Arguments arguments) {
        String suffix = arguments.bind("removesuffix", "suffix").requiredText("suffix");
        return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
    }

    private static String replace(String text, Arguments arguments) {
        Bound bound = arguments.bind("replace", "old", "new", "count");
        return Strings.replace(text, bound.requiredText("old"), bound.requiredText("new"), bound.integer("count", -1));
    }

    private static String join(String separator, Arguments arguments) {
        var out = new StringBuilder();
        String between = "";
        for (Object item : Values.list(arguments.bind("join", "iterable").required("iterable"))) {
            if (!(item instanceof String part)) {
                throw new JinjaException("join() needs strings, found " + Values.typeName(item));
            }
            out.append(between).append(part);
            between = separator;
        }
        return out.toString();
    }

    /** A Java index as Python counts it. */
    private static long place(String text, int index) {
        return index < 0 ? -1 : text.codePointCount(0, index);
    }

    private static long find(String text, Bound bound) {
        int start = Math.clamp(bound.integer("start", 0), 0, Values.length(text));
        return place(text, text.indexOf(bound.requiredText("sub"), Strings.offset(text, start)));
    }

    private static long index(String text, Arguments arguments) {
        long found = find(text, arguments.bind("index", "sub", "start"));
        if (found < 0) {
            throw new JinjaException("substring not found");
        }
        return found;
    }

    private static long count(String text, Arguments arguments) {
        String wanted = arguments.bind("count", "sub").requiredText("sub");
        return wanted.isEmpty()
                ? Values.length(text) + 1L
                : Strings.split(text, wanted, -1).size() - 1L;
    }

    private static PyTuple partition(String text, Bound bound, boolean last) {
        String separator = bound.requiredText("sep");
        int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (at < 0) {
            return new PyTuple(last ? List.of("", "", text) : List.of(text, "", ""));
        }
        return new PyTuple(List.of(text.substring(0, at), separator, text.substring(at + separator.length())));
    }

    private static String title(String text) {
        var out = new StringBuilder(text.length());
        boolean[] inWord = {false};
        text.codePoints().forEach(c -> {
            out.appendCodePoint(inWord[0] ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inWord[0] = Character.isLetter(c);
        });
        return out.toString();
    }

    private static String swapCase(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            String one = Character.toString(c);
            out.append(Character.isUpperCase(c) ? one.toLowerCase(Locale.ROOT) : one.toUpperCase(Locale.ROOT));
        });
        return out.toString();
    }

    private static String zeroFilled(String text, int width) {
        int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        String zeros = "0".repeat(Math.clamp((long) width - Values.length(text), 0, PyFormat.WIDEST));
        return text.substring(0, sign) + zeros + text.substring(sign);
    }

    private static String padded(String text, Bound bound, char align) {
        String fill = bound.has("fillchar") ? bound.requiredText("fillchar") : " ";
        // Python's center puts the odd blank left where the width is odd; its format puts it right.
        int width = bound.integer("width", 0);
        if (align == '^' && width % 2 != 0 && (width - Values.length(text)) % 2 != 0 && width > Values.length(text)) {
            return PyFormat.padded(fill + text, width, fill, align);
        }
        return PyFormat.padded(text, width, fill, align);
    }

    private static boolean all(String text, IntPredicate predicate) {
        return !text.isEmpty() && text.codePoints().allMatch(predicate);
    }

    private static boolean isUpper(String text) {
        return text.codePoints().anyMatch(Character::isUpperCase)
                && text.codePoints().noneMatch(Character::isLowerCase);
    }

    private static boolean isLower(String text) {
        return text.codePoints().anyMatch(Character::isLowerCase)
                && text.codePoints().noneMatch(Character::isUpperCase);
    }
}

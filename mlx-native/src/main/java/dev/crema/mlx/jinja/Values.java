package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.PySequence.PyList;
import dev.crema.mlx.jinja.PySequence.PyRange;
import dev.crema.mlx.jinja.PySequence.PyTuple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Python's value semantics over Java objects: null is None, Boolean bool, Long and BigInteger int, Double float, String
 * str, {@link PyList} list, {@link PyTuple} tuple, {@link PyDict} dict.
 */
final class Values {
    private Values() {}

    /** A caller's value as the template sees it: plain JSON types, copied. */
    static @Nullable Object of(@Nullable Object java) {
        return switch (java) {
            case null -> null;
            case String text -> text;
            case Boolean bool -> bool;
            case Long number -> number;
            case BigInteger number -> Numbers.shortest(number);
            case Double number -> number;
            case Float number -> Double.valueOf(number.toString());
            case BigDecimal number -> number.doubleValue();
            case Number number -> number.longValue();
            case Map<?, ?> map -> dict(map);
            case Iterable<?> items -> list(items);
            default ->
                throw new IllegalArgumentException(
                        "a template variable cannot hold a " + java.getClass().getName());
        };
    }

    private static PyDict dict(Map<?, ?> map) {
        Map<@Nullable Object, @Nullable Object> entries = LinkedHashMap.newLinkedHashMap(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            entries.put(of(entry.getKey()), of(entry.getValue()));
        }
        return new PyDict(entries);
    }

    private static PyList list(Iterable<?> items) {
        List<@Nullable Object> copy = new ArrayList<>();
        for (Object item : items) {
            copy.add(of(item));
        }
        return new PyList(copy);
    }

    static String typeName(@Nullable Object value) {
        return switch (value) {
            case null -> "NoneType";
            case String _ -> "str";
            case Markup _ -> "Markup";
            case Boolean _ -> "bool";
            case Long _, BigInteger _ -> "int";
            case Double _ -> "float";
            case PyList _ -> "list";
            case PyTuple _ -> "tuple";
            case PyRange _ -> "range";
            case PyDict _ -> "dict";
            case PyDict.View view -> view.name();
            case OneShot _ -> "generator";
            case Undefined _ -> "Undefined";
            case Namespace _ -> "Namespace";
            case LoopContext _ -> "LoopContext";
            case Macro _ -> "Macro";
            default -> "function";
        };
    }

    static boolean isTrue(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean bool -> bool;
            case String text -> !text.isEmpty();
            case Markup markup -> !markup.text().isEmpty();
            case Long number -> number != 0;
            case BigInteger number -> number.signum() != 0;
            case Double number -> number != 0;
            case PySequence sequence -> !sequence.items().isEmpty();
            case PyDict dict -> !dict.entries().isEmpty();
            case PyDict.View view -> !view.items().isEmpty();
            case Undefined _ -> false;
            default -> true;
        };
    }

    static int length(@Nullable Object value) {
        return switch (value) {
            case String text -> text.codePointCount(0, text.length());
            case Markup markup -> length(markup.text());
            case PySequence sequence -> sequence.items().size();
            case PyDict dict -> dict.entries().size();
            case PyDict.View view -> view.items().size();
            case LoopContext loop -> loop.length();
            case Undefined _ -> 0;
            case null, default -> throw new JinjaException("object of type '" + typeName(value) + "' has no len()");
        };
    }

    /** Whether {@code for} can walk the value. */
    static boolean isIterable(@Nullable Object value) {
        return switch (value) {
            case String _, PySequence _, PyDict _, PyDict.View _, OneShot _, Undefined _, LoopContext _ -> true;
            case null, default -> false;
        };
    }

    static Iterator<@Nullable Object> iterate(@Nullable Object value) {
        return value instanceof OneShot generator ? generator : list(value).iterator();
    }

    /** The elements one by one, as they are asked for. */
    static Stream<@Nullable Object> stream(@Nullable Object value) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterate(value), 0), false);
    }

    /** The elements a loop over the value meets; not to be changed. */
    static List<@Nullable Object> list(@Nullable Object value) {
        return switch (value) {
            case PySequence sequence -> sequence.items();
            case PyDict dict -> new ArrayList<>(dict.entries().keySet());
            case PyDict.View view -> view.items();
            case String text -> Strings.characters(text);
            case Markup markup -> Strings.characters(markup.text());
            case Undefined _ -> List.of();
            case OneShot generator -> {
                List<@Nullable Object> rest = new ArrayList<>();
                generator.forEachRemaining(rest::add);
                yield rest;
            }
            case null, default -> throw new JinjaException("'" + typeName(value) + "' object is not iterable");
        };
    }

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
            return Numbers.equal(a, b);
        }
        return switch (a) {
            case PyDict dict -> b instanceof PyDict other && equal(dict, other);
            case PySequence sequence ->
                b instanceof PySequence other
                        && sequence.getClass() == other.getClass()
                        && equal(sequence.items(), other.items());
            case Undefined _ -> b instanceof Undefined;
            case null, default -> Objects.equals(a, b);
        };
    }

    private static boolean equal(PyDict a, PyDict b) {
        if (a.entries().size() != b.entries().size()) {
            return false;
        }
        for (var entry : a.entries().entrySet()) {
            if (!b.has(entry.getKey()) || !equal(entry.getValue(), b.get(entry.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean equal(List<@Nullable Object> a, List<@Nullable Object> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!equal(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Order of two values as Python's {@code <} has it, for the operator that asks. */
    static int compare(@Nullable Object a, @Nullable Object b, String operator) {
        if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
            return Numbers.compare(a, b);
        }
        if (a instanceof String left && b instanceof String right) {
            return Strings.compare(left, right);
        }
        if (a instanceof PySequence left && b instanceof PySequence right && left.getClass() == right.getClass()) {
            return compare(left.items(), right.items(), operator);
        }
        throw refused(operator, a, b, "'" + operator + "' not supported between instances of");
    }

    private static int compare(List<@Nullable Object> a, List<@Nullable Object> b, String operator) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            if (!equal(a.get(i), b.get(i))) {
                return compare(a.get(i), b.get(i), operator);
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    /** The error of an operator on types it does not know; undefined operands speak for themselves. */
    static JinjaException refused(String operator, @Nullable Object a, @Nullable Object b, String words) {
        if (a instanceof Undefined undefined) {
            return undefined.error();
        }
        if (b instanceof Undefined undefined) {
            return undefined.error();
        }
        return new JinjaException(words + " '" + typeName(a) + "' and '" + typeName(b) + "'");
    }

    /** {@code needle in haystack}. */
    static boolean contains(@Nullable Object haystack, @Nullable Object needle) {
        return switch (haystack) {
            case String text -> {
                if (needle instanceof String part) {
                    yield text.contains(part);
                }
                throw new JinjaException("'in <string>' requires string as left operand, not " + typeName(needle));
            }
            case PyDict dict -> dict.has(needle);
            case PySequence _, PyDict.View _, OneShot _, Undefined _ -> anyEqual(iterate(haystack), needle);
            case null, default ->
                throw new JinjaException("argument of type '" + typeName(haystack) + "' is not iterable");
        };
    }

    private static boolean anyEqual(Iterator<@Nullable Object> items, @Nullable Object wanted) {
        while (items.hasNext()) {
            if (equal(items.next(), wanted)) {
                return true;
            }
        }
        return false;
    }
}

package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.PySequence.PyList;
import dev.crema.mlx.jinja.PySequence.PyRange;
import dev.crema.mlx.jinja.PySequence.PyTuple;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code value.name} and {@code value[key]}. The dot looks for a method first and an item second, brackets the other way
 * round. What would change a list or a dict is withheld, as in Jinja's immutable sandbox.
 */
final class Members {
    private static final Set<String> CHANGES_LIST =
            Set.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");
    private static final Set<String> CHANGES_DICT = Set.of("clear", "pop", "popitem", "setdefault", "update");

    private Members() {}

    static @Nullable Object attribute(@Nullable Object value, String name) {
        if (value instanceof Undefined undefined) {
            throw undefined.error();
        }
        Object method = method(value, name);
        if (method != null) {
            return method;
        }
        return switch (value) {
            case PyDict dict when dict.has(name) -> dict.get(name);
            case Namespace namespace
            when namespace.attributes().containsKey(name) ->
                namespace.attributes().get(name);
            case LoopContext loop -> loop.attribute(name);
            case Macro macro when name.equals("name") -> macro.name();
            case null, default -> Undefined.member(value, name);
        };
    }

    static @Nullable Object item(@Nullable Object target, @Nullable Object wanted) {
        Object key = Markup.plain(wanted);
        Object value = key instanceof String ? target : Markup.plain(target);
        if (value instanceof Undefined undefined) {
            throw undefined.error();
        }
        if (value instanceof PyDict dict && dict.has(key)) {
            return dict.get(key);
        }
        if (key instanceof String name) {
            return attribute(value, name);
        }
        return switch (value) {
            case PySequence sequence when Numbers.isInteger(key) -> element(sequence, key);
            case String text when Numbers.isInteger(key) -> character(text, key);
            case null, default -> Undefined.member(value, key);
        };
    }

    private static @Nullable Object element(PySequence sequence, @Nullable Object key) {
        List<@Nullable Object> items = sequence.items();
        int index = Numbers.toInt(key, "an index");
        int place = index < 0 ? index + items.size() : index;
        return place < 0 || place >= items.size() ? Undefined.member(sequence, key) : items.get(place);
    }

    private static Object character(String text, @Nullable Object key) {
        int index = Numbers.toInt(key, "an index");
        int place = index < 0 ? index + Values.length(text) : index;
        if (place < 0 || place >= Values.length(text)) {
            return Undefined.member(text, key);
        }
        return Character.toString(text.codePointAt(Strings.offset(text, place)));
    }

    private static @Nullable Object method(@Nullable Object value, String name) {
        return switch (value) {
            case String text -> StringMethods.bound(text, name);
            case Markup markup -> StringMethods.bound(markup, name);
            case PyDict dict -> CHANGES_DICT.contains(name) ? Undefined.unsafe(name, dict) : dictMethod(dict, name);
            case PyList list -> CHANGES_LIST.contains(name) ? Undefined.unsafe(name, list) : sequenceMethod(list, name);
            case PyTuple tuple -> sequenceMethod(tuple, name);
            case PyRange range -> sequenceMethod(range, name);
            case null, default -> null;
        };
    }

    private static @Nullable Function dictMethod(PyDict dict, String name) {
        return switch (name) {
            case "get" ->
                arguments -> {
                    var bound = arguments.bind("get", "key", "default");
                    Object key = bound.required("key");
                    return dict.has(key) ? dict.get(key) : bound.get("default", null);
                };
            case "items" -> _ -> dict.items();
            case "keys" -> _ -> dict.keys();
            case "values" -> _ -> dict.values();
            case "copy" -> _ -> dict;
            default -> null;
        };
    }

    private static @Nullable Function sequenceMethod(PySequence sequence, String name) {
        return switch (name) {
            case "index" ->
                arguments -> index(sequence, arguments.bind("index", "value").required("value"));
            case "count" ->
                arguments -> {
                    Object wanted = arguments.bind("count", "value").required("value");
                    return sequence.items().stream()
                            .filter(item -> Values.equal(item, wanted))
                            .count();
                };
            case "copy" -> sequence instanceof PyList ? _ -> sequence : null;
            default -> null;
        };
    }

    private static Object index(PySequence sequence, @Nullable Object wanted) {
        List<@Nullable Object> items = sequence.items();
        for (int i = 0; i < items.size(); i++) {
            if (Values.equal(items.get(i), wanted)) {
                return (long) i;
            }
        }
        throw new JinjaException(Repr.repr(wanted) + " is not in " + Values.typeName(sequence));
    }
}

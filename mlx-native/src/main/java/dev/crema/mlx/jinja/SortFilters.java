package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.Arguments.Bound;
import dev.crema.mlx.jinja.PySequence.PyList;
import dev.crema.mlx.jinja.PySequence.PyTuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Filters that order; text is compared without regard to case unless {@code case_sensitive} is true. */
final class SortFilters {
    private SortFilters() {}

    private static @Nullable Object folded(@Nullable Object key, boolean caseSensitive) {
        return !caseSensitive && key instanceof String text ? text.toLowerCase(Locale.ROOT) : key;
    }

    static PyList sort(@Nullable Object value, Arguments arguments) {
        Bound bound = arguments.bind("sort", "reverse", "case_sensitive", "attribute");
        boolean caseSensitive = bound.flag("case_sensitive", false);
        List<AttributePath> paths = new ArrayList<>();
        if (bound.get("attribute", null) instanceof String names) {
            Strings.split(names, ",", -1).forEach(name -> paths.add(AttributePath.of(name)));
        } else {
            paths.add(AttributePath.of(bound.get("attribute", null)));
        }
        return sorted(
                Values.list(value),
                bound.flag("reverse", false),
                item -> new PyList(new ArrayList<>(paths.stream()
                        .map(path -> folded(path.get(item), caseSensitive))
                        .toList())));
    }

    static PyList dictSort(@Nullable Object value, Arguments arguments) {
        Bound bound = arguments.bind("dictsort", "case_sensitive", "by", "reverse");
        if (!(value instanceof PyDict dict)) {
            throw value instanceof Undefined undefined
                    ? undefined.error()
                    : new JinjaException("dictsort needs a mapping, not " + Values.typeName(value));
        }
        boolean caseSensitive = bound.flag("case_sensitive", false);
        String by = bound.has("by") ? bound.requiredText("by") : "key";
        if (!by.equals("key") && !by.equals("value")) {
            throw new JinjaException("dictsort sorts by 'key' or 'value', not by '" + by + "'");
        }
        int part = by.equals("key") ? 0 : 1;
        return sorted(
                dict.items().items(),
                bound.flag("reverse", false),
                pair -> folded(pair instanceof PyTuple(var items) ? items.get(part) : pair, caseSensitive));
    }

    private static PyList sorted(List<@Nullable Object> items, boolean reverse, UnaryOperator<@Nullable Object> key) {
        record Keyed(@Nullable Object key, @Nullable Object item) {}
        List<Keyed> keyed = new ArrayList<>(items.size());
        for (Object item : items) {
            keyed.add(new Keyed(key.apply(item), item));
        }
        Comparator<Keyed> order = (a, b) -> Values.compare(a.key(), b.key(), "<");
        keyed.sort(reverse ? order.reversed() : order);
        List<@Nullable Object> sorted = new ArrayList<>(items.size());
        keyed.forEach(entry -> sorted.add(entry.item()));
        return new PyList(sorted);
    }

    /** The largest item for direction 1, the smallest for -1; the first of equals. */
    static @Nullable Object extreme(@Nullable Object value, Arguments arguments, String name, int direction) {
        Bound bound = arguments.bind(name, "case_sensitive", "attribute");
        boolean caseSensitive = bound.flag("case_sensitive", false);
        AttributePath path = AttributePath.of(bound.get("attribute", null));
        List<@Nullable Object> items = Values.list(value);
        if (items.isEmpty()) {
            return Undefined.because("no aggregated item, sequence was empty");
        }
        Object best = items.getFirst();
        Object bestKey = folded(path.get(best), caseSensitive);
        for (Object item : items.subList(1, items.size())) {
            Object key = folded(path.get(item), caseSensitive);
            if (Values.compare(key, bestKey, "<") * direction > 0) {
                best = item;
                bestKey = key;
            }
        }
        return best;
    }

    static OneShot unique(@Nullable Object value, Arguments arguments) {
        return new OneShot(() -> distinct(value, arguments));
    }

    private static Stream<@Nullable Object> distinct(@Nullable Object value, Arguments arguments) {
        Bound bound = arguments.bind("unique", "case_sensitive", "attribute");
        boolean caseSensitive = bound.flag("case_sensitive", false);
        AttributePath path = AttributePath.of(bound.get("attribute", null));
        List<@Nullable Object> seen = new ArrayList<>();
        List<@Nullable Object> kept = new ArrayList<>();
        for (Object item : Values.list(value)) {
            Object key = folded(path.get(item), caseSensitive);
            if (!Values.contains(new PyList(seen), key)) {
                seen.add(key);
                kept.add(item);
            }
        }
        return kept.stream();
    }
}

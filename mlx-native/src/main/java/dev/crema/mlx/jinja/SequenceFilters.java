package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.Arguments.Bound;
import dev.crema.mlx.jinja.PySequence.PyList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Filters on lists and dictionaries. */
final class SequenceFilters {
    private SequenceFilters() {}

    /** {@code default(default_value='', boolean=false)}. */
    static @Nullable Object fallback(@Nullable Object value, Arguments arguments) {
        Bound bound = arguments.bind("default", "default_value", "boolean");
        boolean missing = value instanceof Undefined || (bound.flag("boolean", false) && !Values.isTrue(value));
        return missing ? bound.get("default_value", "") : value;
    }

    static @Nullable Object attr(@Nullable Object value, Arguments arguments) {
        String name = arguments.bind("attr", "name").requiredText("name");
        // Unlike the dot, this filter never looks for items.
        return value instanceof PyDict dict && dict.has(name)
                ? Undefined.member(value, name)
                : Members.attribute(value, name);
    }

    static @Nullable Object first(@Nullable Object value, Arguments arguments) {
        Iterator<@Nullable Object> items = Values.iterate(value);
        return items.hasNext() ? items.next() : Undefined.because("no first item, sequence was empty");
    }

    static @Nullable Object last(@Nullable Object value, Arguments arguments) {
        if (value instanceof OneShot) {
            throw new JinjaException("'generator' object is not reversible");
        }
        List<@Nullable Object> items = Values.list(value);
        return items.isEmpty() ? Undefined.because("no last item, sequence was empty") : items.getLast();
    }

    static PyList list(@Nullable Object value, Arguments arguments) {
        return new PyList(new ArrayList<>(Values.list(value)));
    }

    static OneShot items(@Nullable Object value, Arguments arguments) {
        return new OneShot(() -> switch (value) {
            case PyDict dict -> dict.items().items().stream();
            case Undefined _ -> Stream.empty();
            case null, default -> throw new JinjaException("items needs a mapping, not " + Values.typeName(value));
        });
    }

    static @Nullable Object reverse(@Nullable Object value, Arguments arguments) {
        if (value instanceof String text) {
            return Slices.slice(text, null, null, -1L);
        }
        List<@Nullable Object> reversed = Values.list(value).reversed();
        return new OneShot(reversed::stream);
    }

    static String join(@Nullable Object value, Arguments arguments) {
        Bound bound = arguments.bind("join", "d", "attribute");
        String separator = Repr.str(bound.get("d", ""));
        AttributePath path = AttributePath.of(bound.get("attribute", null));
        var out = new StringBuilder();
        String between = "";
        for (Object item : Values.list(value)) {
            out.append(between).append(Repr.str(path.get(item)));
            between = separator;
        }
        return out.toString();
    }

    /** {@code map('filter', ...)} or {@code map(attribute='name', default=value)}. */
    static OneShot map(@Nullable Object value, Arguments arguments) {
        return new OneShot(() -> {
            if (!Values.isTrue(value)) {
                return Stream.empty();
            }
            if (arguments.positional().isEmpty()) {
                return attributes(value, arguments.bind("map", "attribute", "default"));
            }
            String name = Repr.str(arguments.positional().getFirst());
            Filter filter = Filters.named(name);
            Arguments rest = arguments.from(1);
            return Values.stream(value).map(item -> filter.apply(item, rest));
        });
    }

    private static Stream<@Nullable Object> attributes(@Nullable Object value, Bound bound) {
        AttributePath path = AttributePath.of(bound.required("attribute"));
        return Values.stream(value).map(item -> {
            Object found = path.get(item);
            return found instanceof Undefined ? bound.get("default", found) : found;
        });
    }

    /** {@code select('test', ...)}; without a test, what is true. */
    static OneShot select(@Nullable Object value, Arguments arguments, boolean wanted) {
        return new OneShot(() -> selected(value, AttributePath.of(null), arguments, wanted));
    }

    /** {@code selectattr('attribute', 'test', ...)}. */
    static OneShot selectAttribute(@Nullable Object value, Arguments arguments, boolean wanted) {
        return new OneShot(() -> {
            if (arguments.positional().isEmpty()) {
                throw new JinjaException("selectattr and rejectattr need the name of an attribute");
            }
            AttributePath path = AttributePath.of(arguments.positional().getFirst());
            return selected(value, path, arguments.from(1), wanted);
        });
    }

    private static Stream<@Nullable Object> selected(
            @Nullable Object value, AttributePath path, Arguments arguments, boolean wanted) {
        if (!Values.isTrue(value)) {
            return Stream.empty();
        }
        boolean tested = !arguments.positional().isEmpty();
        Test test =
                tested ? Tests.named(Repr.str(arguments.positional().getFirst())) : (item, _) -> Values.isTrue(item);
        Arguments rest = tested ? arguments.from(1) : arguments;
        return Values.stream(value).filter(item -> test.test(path.get(item), rest) == wanted);
    }

    static @Nullable Object sum(@Nullable Object value, Arguments arguments) {
        Bound bound = arguments.bind("sum", "attribute", "start");
        AttributePath path = AttributePath.of(bound.get("attribute", null));
        Object total = bound.get("start", 0L);
        for (Object item : Values.list(value)) {
            total = Operators.binary("+", total, path.get(item));
        }
        return total;
    }

    /** {@code batch(linecount, fill_with=none)}: rows of that many items. */
    static OneShot batch(@Nullable Object value, Arguments arguments) {
        return new OneShot(() -> rows(value, arguments));
    }

    private static Stream<@Nullable Object> rows(@Nullable Object value, Arguments arguments) {
        Bound bound = arguments.bind("batch", "linecount", "fill_with");
        int width = count(bound, "linecount");
        List<@Nullable Object> items = Values.list(value);
        List<@Nullable Object> rows = new ArrayList<>();
        for (int start = 0; start < items.size(); start += width) {
            List<@Nullable Object> row = new ArrayList<>(items.subList(start, Math.min(items.size(), start + width)));
            while (bound.get("fill_with", null) != null && row.size() < width) {
                row.add(bound.get("fill_with", null));
            }
            rows.add(new PyList(row));
        }
        return rows.stream();
    }

    /** {@code slice(slices, fill_with=none)}: that many columns, the first ones longer if it does not divide. */
    static OneShot slice(@Nullable Object value, Arguments arguments) {
        return new OneShot(() -> columns(value, arguments));
    }

    private static Stream<@Nullable Object> columns(@Nullable Object value, Arguments arguments) {
        Bound bound = arguments.bind("slice", "slices", "fill_with");
        int slices = count(bound, "slices");
        List<@Nullable Object> items = Values.list(value);
        int size = items.size() / slices;
        int longer = items.size() % slices;
        List<@Nullable Object> columns = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < slices; i++) {
            int end = start + size + (i < longer ? 1 : 0);
            List<@Nullable Object> column = new ArrayList<>(items.subList(start, end));
            if (bound.get("fill_with", null) != null && i >= longer) {
                column.add(bound.get("fill_with", null));
            }
            columns.add(new PyList(column));
            start = end;
        }
        return columns.stream();
    }

    private static int count(Bound bound, String name) {
        int count = Numbers.toInt(bound.required(name), name);
        if (count < 1 || count > PyFormat.WIDEST) {
            throw new JinjaException(name + " must be between 1 and " + PyFormat.WIDEST);
        }
        return count;
    }
}

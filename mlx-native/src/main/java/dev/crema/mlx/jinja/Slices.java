package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.PySequence.PyList;
import dev.crema.mlx.jinja.PySequence.PyRange;
import dev.crema.mlx.jinja.PySequence.PyTuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code value[from:to:step]}, bounds counted from the end if negative and clipped to what is there. */
final class Slices {
    private Slices() {}

    static @Nullable Object slice(
            @Nullable Object value, @Nullable Object from, @Nullable Object to, @Nullable Object step) {
        return switch (Markup.plain(value)) {
            case String text -> text(text, from, to, step);
            case PyTuple tuple -> new PyTuple(pick(tuple.items(), from, to, step));
            case PyList list -> new PyList(pick(list.items(), from, to, step));
            case PyRange range -> new PyList(pick(range.items(), from, to, step));
            case Undefined undefined -> throw undefined.error();
            case null, default -> throw new JinjaException("'" + Values.typeName(value) + "' object cannot be sliced");
        };
    }

    private static String text(String text, @Nullable Object from, @Nullable Object to, @Nullable Object step) {
        if (step == null || Values.equal(step, 1L)) {
            int length = Values.length(text);
            int start = clipped(from, 0, 0, length, length);
            int end = clipped(to, length, 0, length, length);
            return start >= end ? "" : text.substring(Strings.offset(text, start), Strings.offset(text, end));
        }
        var picked = new StringBuilder();
        pick(Strings.characters(text), from, to, step).forEach(picked::append);
        return picked.toString();
    }

    private static List<@Nullable Object> pick(
            List<@Nullable Object> items, @Nullable Object from, @Nullable Object to, @Nullable Object step) {
        int by = step == null ? 1 : Numbers.toInt(step, "a slice");
        int size = items.size();
        if (by == 0) {
            throw new JinjaException("slice step cannot be zero");
        }
        List<@Nullable Object> picked = new ArrayList<>();
        if (by > 0) {
            int end = clipped(to, size, 0, size, size);
            for (long i = clipped(from, 0, 0, size, size); i < end; i += by) {
                picked.add(items.get((int) i));
            }
        } else {
            int end = clipped(to, -1, -1, size - 1, size);
            for (long i = clipped(from, size - 1, -1, size - 1, size); i > end; i += by) {
                picked.add(items.get((int) i));
            }
        }
        return picked;
    }

    private static int clipped(@Nullable Object bound, int absent, int least, int most, int size) {
        if (bound == null) {
            return absent;
        }
        long index = Numbers.toInt(bound, "a slice");
        return (int) Math.clamp(index < 0 ? index + size : index, least, Math.max(least, most));
    }
}

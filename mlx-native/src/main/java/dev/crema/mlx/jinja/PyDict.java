package dev.crema.mlx.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's dict, in insertion order. Nothing changes it after it is built: the sandbox is immutable. */
record PyDict(Map<@Nullable Object, @Nullable Object> entries) {
    /** A live view as {@code keys()}, {@code values()} and {@code items()} give it: iterable, but not indexable. */
    record View(String name, List<@Nullable Object> items) {}

    View keys() {
        return new View("dict_keys", new ArrayList<>(entries.keySet()));
    }

    View values() {
        return new View("dict_values", new ArrayList<>(entries.values()));
    }

    View items() {
        List<@Nullable Object> pairs = new ArrayList<>(entries.size());
        for (var entry : entries.entrySet()) {
            pairs.add(new PySequence.PyTuple(Arrays.asList(entry.getKey(), entry.getValue())));
        }
        return new View("dict_items", pairs);
    }
}

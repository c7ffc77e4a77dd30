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

    boolean has(@Nullable Object key) {
        return entries.containsKey(stored(entries, key));
    }

    /** The value of a key that is there. */
    @Nullable
    Object get(@Nullable Object key) {
        return entries.get(stored(entries, key));
    }

    /** Puts into the entries of a dict that is being built. */
    static void put(Map<@Nullable Object, @Nullable Object> entries, @Nullable Object key, @Nullable Object value) {
        entries.put(stored(entries, key), value);
    }

    /** The key as it is stored: for Python {@code 1}, {@code 1.0} and {@code True} are one key, the first that came. */
    private static @Nullable Object stored(Map<@Nullable Object, @Nullable Object> entries, @Nullable Object key) {
        if (Numbers.isNumber(key) && !entries.containsKey(key)) {
            for (Object present : entries.keySet()) {
                if (Values.equal(present, key)) {
                    return present;
                }
            }
        }
        return key;
    }

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

package dev.crema.mlx.jinja;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code namespace(...)}: the one value a template can change, from inside loops too. */
record Namespace(Map<String, @Nullable Object> attributes) {
    static Namespace of(PyDict initial) {
        var namespace = new Namespace(new LinkedHashMap<>());
        initial.entries().forEach((name, value) -> namespace.set(Repr.str(name), value));
        return namespace;
    }

    void set(String name, @Nullable Object value) {
        if (name.startsWith("_")) {
            throw new JinjaException("a namespace cannot hold '" + name + "': names must not begin with an underscore");
        }
        attributes.put(name, value);
    }
}

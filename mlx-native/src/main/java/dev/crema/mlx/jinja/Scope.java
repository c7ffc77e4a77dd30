package dev.crema.mlx.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables of a template, a macro call, or one turn of a loop. Assignments stay in the scope they are made in. */
final class Scope {
    private final Map<String, @Nullable Object> variables;
    private final @Nullable Scope outer;

    private Scope(Map<String, @Nullable Object> variables, @Nullable Scope outer) {
        this.variables = variables;
        this.outer = outer;
    }

    /** A scope of its own, for what no template may assign to. */
    static Scope root(Map<String, @Nullable Object> variables) {
        return new Scope(variables, null);
    }

    Scope inner() {
        return inner(new HashMap<>(8));
    }

    /** A scope that begins with these variables and writes to their map. */
    Scope inner(Map<String, @Nullable Object> start) {
        return new Scope(start, this);
    }

    void set(String name, @Nullable Object value) {
        variables.put(name, value);
    }

    @Nullable
    Object get(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Object value = scope.variables.get(name);
            if (value != null || scope.variables.containsKey(name)) {
                return value;
            }
        }
        return Undefined.variable(name);
    }
}

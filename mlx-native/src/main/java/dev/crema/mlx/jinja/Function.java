package dev.crema.mlx.jinja;

import org.jspecify.annotations.Nullable;

/** Something a template can call: a macro, a global function, a bound method. */
@FunctionalInterface
interface Function {
    @Nullable
    Object call(Arguments arguments);
}

package dev.crema.mlx.jinja;

import org.jspecify.annotations.Nullable;

/** A filter: a function of the value left of the bar. */
@FunctionalInterface
interface Filter {
    @Nullable
    Object apply(@Nullable Object value, Arguments arguments);
}

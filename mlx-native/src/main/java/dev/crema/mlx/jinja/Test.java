package dev.crema.mlx.jinja;

import org.jspecify.annotations.Nullable;

/** A test: what stands right of {@code is}. */
@FunctionalInterface
interface Test {
    boolean test(@Nullable Object value, Arguments arguments);
}

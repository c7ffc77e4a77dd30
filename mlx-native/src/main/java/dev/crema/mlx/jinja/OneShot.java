package dev.crema.mlx.jinja;

import java.util.Iterator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Python generator, as {@code map}, {@code select} and their kind return: always true, without length, empty once it
 * was read. Nothing is evaluated, and nothing fails, before it is read.
 */
final class OneShot implements Iterator<@Nullable Object> {
    private final Supplier<Stream<@Nullable Object>> source;
    private @Nullable Iterator<@Nullable Object> items;

    OneShot(Supplier<Stream<@Nullable Object>> source) {
        this.source = source;
    }

    private Iterator<@Nullable Object> items() {
        Iterator<@Nullable Object> begun = items;
        if (begun == null) {
            begun = source.get().iterator();
            items = begun;
        }
        return begun;
    }

    @Override
    public boolean hasNext() {
        return items().hasNext();
    }

    @Override
    public @Nullable Object next() {
        return items().next();
    }
}

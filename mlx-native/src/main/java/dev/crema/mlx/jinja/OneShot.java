package dev.crema.mlx.jinja;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Python generator, as {@code map}, {@code select} and their kind return: always true, without length, empty once it
 * was read.
 */
final class OneShot implements Iterator<@Nullable Object> {
    private final Iterator<@Nullable Object> items;

    OneShot(List<@Nullable Object> items) {
        this.items = items.iterator();
    }

    @Override
    public boolean hasNext() {
        return items.hasNext();
    }

    @Override
    public @Nullable Object next() {
        return items.next();
    }
}

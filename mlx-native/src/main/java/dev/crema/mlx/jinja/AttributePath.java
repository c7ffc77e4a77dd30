package dev.crema.mlx.jinja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code attribute} argument of filters: names and indexes with dots between them. */
record AttributePath(List<Object> steps) {
    /** The path to a value itself if {@code attribute} is null. */
    static AttributePath of(@Nullable Object attribute) {
        if (attribute == null) {
            return new AttributePath(List.of());
        }
        if (!(attribute instanceof String path)) {
            return new AttributePath(List.of(attribute));
        }
        List<Object> steps = new ArrayList<>();
        for (String step : Strings.split(path, ".", -1)) {
            boolean index =
                    !step.isEmpty() && step.length() < 10 && step.chars().allMatch(Character::isDigit);
            steps.add(index ? (Object) Long.valueOf(step) : step);
        }
        return new AttributePath(List.copyOf(steps));
    }

    @Nullable
    Object get(@Nullable Object value) {
        Object found = value;
        for (Object step : steps) {
            found = Members.item(found, step);
        }
        return found;
    }
}

package dev.crema.mlx.weights;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key-value part of a GGUF file, read by type. A key of the wrong type is an error that names it; an absent key is
 * null, empty or the caller's default.
 */
final class GgufMetadata {
    private final Path path;
    private final Map<String, Object> values;

    GgufMetadata(Path path, Map<String, Object> values) {
        this.path = path;
        this.values = values;
    }

    Set<String> keys() {
        return values.keySet();
    }

    @Nullable
    String string(String key) {
        return switch (values.get(key)) {
            case null -> null;
            case String text -> text;
            case Object other -> throw unexpected(key, "text", other);
        };
    }

    String requiredString(String key) {
        String text = string(key);
        if (text == null) {
            throw missing(key);
        }
        return text;
    }

    boolean flag(String key, boolean whenAbsent) {
        return switch (values.get(key)) {
            case null -> whenAbsent;
            case Boolean flag -> flag;
            case Object other -> throw unexpected(key, "true or false", other);
        };
    }

    /** An integer; an array of equal integers (one per layer) counts as one. */
    OptionalLong integer(String key) {
        return switch (values.get(key)) {
            case null -> OptionalLong.empty();
            case Long number -> OptionalLong.of(number);
            case List<?> list
            when !list.isEmpty() && Set.copyOf(list).size() == 1 && list.getFirst() instanceof Long number ->
                OptionalLong.of(number);
            case Object other -> throw unexpected(key, "an integer, the same for all layers", other);
        };
    }

    /** An integer of a model's shape: at least 1 and within int. */
    int requiredSize(String key) {
        long size = integer(key).orElseThrow(() -> missing(key));
        if (size < 1 || size > Integer.MAX_VALUE) {
            throw unexpected(key, "a size", size);
        }
        return (int) size;
    }

    /** A number; floats are widened by their shortest decimal, so that 1e-5 stays 1e-5. */
    OptionalDouble number(String key) {
        return switch (values.get(key)) {
            case null -> OptionalDouble.empty();
            case Float number -> OptionalDouble.of(Double.parseDouble(number.toString()));
            case Double number -> OptionalDouble.of(number);
            case Long number -> OptionalDouble.of(number);
            case Object other -> throw unexpected(key, "a number", other);
        };
    }

    double requiredNumber(String key) {
        return number(key).orElseThrow(() -> missing(key));
    }

    /** A list whose elements are all of a type; null if the key is absent. */
    <T> @Nullable List<T> list(String key, Class<T> type) {
        return switch (values.get(key)) {
            case null -> null;
            case List<?> list
            when list.stream().allMatch(type::isInstance) ->
                list.stream().<T>map(type::cast).toList();
            case Object other -> throw unexpected(key, "a list of " + type.getSimpleName(), other);
        };
    }

    <T> List<T> requiredList(String key, Class<T> type) {
        List<T> list = list(key, type);
        if (list == null) {
            throw missing(key);
        }
        return list;
    }

    private ModelFormatException missing(String key) {
        return new ModelFormatException(
                path + " lacks " + key + ", which is needed to run it. Use another GGUF of the model.");
    }

    private ModelFormatException unexpected(String key, String wanted, Object found) {
        String shown = String.valueOf(found);
        return new ModelFormatException(path + " has an unusable " + key + ": " + wanted + " is needed, not "
                + shown.substring(0, Math.min(60, shown.length())) + ". Use another GGUF of the model.");
    }
}

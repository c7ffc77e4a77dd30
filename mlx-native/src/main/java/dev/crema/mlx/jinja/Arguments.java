package dev.crema.mlx.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluated arguments of a call, a filter or a test. */
record Arguments(List<@Nullable Object> positional, Map<String, @Nullable Object> keywords) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    static Arguments of(@Nullable Object... positional) {
        return new Arguments(Arrays.asList(positional), Map.of());
    }

    /** The same without the first {@code count} positional arguments. */
    Arguments from(int count) {
        return new Arguments(positional.subList(count, positional.size()), keywords);
    }

    /** The same with marked text as plain text. */
    Arguments plain() {
        if (positional.stream().noneMatch(Markup.class::isInstance)
                && keywords.values().stream().noneMatch(Markup.class::isInstance)) {
            return this;
        }
        List<@Nullable Object> plain = new ArrayList<>(positional);
        plain.replaceAll(Markup::plain);
        Map<String, @Nullable Object> named = new LinkedHashMap<>(keywords);
        named.replaceAll((_, value) -> Markup.plain(value));
        return new Arguments(plain, named);
    }

    /** Assigns the arguments to parameter names as Python does; refuses what fits none. */
    Bound bind(String function, String... names) {
        if (positional.size() > names.length) {
            throw new JinjaException(
                    function + "() takes at most " + names.length + " arguments, not " + positional.size());
        }
        for (String keyword : keywords.keySet()) {
            int index = Arrays.asList(names).indexOf(keyword);
            if (index < 0) {
                throw new JinjaException(function + "() has no argument '" + keyword + "'");
            }
            if (index < positional.size()) {
                throw new JinjaException(function + "() got two values for argument '" + keyword + "'");
            }
        }
        return new Bound(function, names, this);
    }

    /** Arguments by parameter name. */
    static final class Bound {
        private final String function;
        private final String[] names;
        private final Arguments arguments;

        private Bound(String function, String[] names, Arguments arguments) {
            this.function = function;
            this.names = names;
            this.arguments = arguments;
        }

        boolean has(String name) {
            return index(name) < arguments.positional.size() || arguments.keywords.containsKey(name);
        }

        @Nullable
        Object get(String name, @Nullable Object fallback) {
            int index = index(name);
            if (index < arguments.positional.size()) {
                return arguments.positional.get(index);
            }
            return arguments.keywords.containsKey(name) ? arguments.keywords.get(name) : fallback;
        }

        @Nullable
        Object required(String name) {
            if (!has(name)) {
                throw new JinjaException(function + "() needs the argument '" + name + "'");
            }
            return get(name, null);
        }

        boolean flag(String name, boolean fallback) {
            return Values.isTrue(get(name, fallback));
        }

        int integer(String name, int fallback) {
            return has(name) ? Numbers.toInt(get(name, fallback), function) : fallback;
        }

        /** A string argument; {@code null} if absent or None. */
        @Nullable
        String text(String name) {
            Object value = get(name, null);
            if (value == null || value instanceof String) {
                return (String) value;
            }
            throw new JinjaException(function + "() needs a string for '" + name + "', not " + Values.typeName(value));
        }

        String requiredText(String name) {
            required(name);
            String text = text(name);
            if (text == null) {
                throw new JinjaException(function + "() needs a string for '" + name + "', not None");
            }
            return text;
        }

        private int index(String name) {
            for (int i = 0; i < names.length; i++) {
                if (names[i].equals(name)) {
                    return i;
                }
            }
            throw new IllegalArgumentException(function + " has no parameter " + name);
        }
    }
}

package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.PySequence.PyRange;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions every template can call. */
final class Globals {
    private Globals() {}

    static Map<String, @Nullable Object> functions(Clock clock) {
        return Map.of(
                "range", (Function) Globals::range,
                "dict", (Function) Globals::dict,
                "namespace", (Function) arguments -> Namespace.of(dict(arguments)),
                "raise_exception", (Function) Globals::raise,
                "strftime_now", (Function) arguments -> strftimeNow(arguments, clock));
    }

    private static PyRange range(Arguments arguments) {
        List<@Nullable Object> given = arguments.positional();
        if (given.isEmpty()) {
            throw new JinjaException("range() needs at least one argument");
        }
        long first = Numbers.toInt(given.getFirst(), "range()");
        if (given.size() == 1) {
            return new PyRange(0, first, 1);
        }
        return new PyRange(
                first,
                Numbers.toInt(given.get(1), "range()"),
                given.size() < 3 ? 1 : Numbers.toInt(given.get(2), "range()"));
    }

    private static PyDict dict(Arguments arguments) {
        Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
        for (Object positional : arguments.positional()) {
            if (positional instanceof PyDict dict) {
                entries.putAll(dict.entries());
                continue;
            }
            for (Object pair : Values.list(positional)) {
                List<@Nullable Object> both = Values.list(pair);
                if (both.size() != 2) {
                    throw new JinjaException("dict() needs pairs");
                }
                PyDict.put(entries, both.get(0), both.get(1));
            }
        }
        entries.putAll(arguments.keywords());
        return new PyDict(entries);
    }

    private static @Nullable Object raise(Arguments arguments) {
        throw JinjaException.raised(
                Repr.str(arguments.bind("raise_exception", "message").required("message")));
    }

    private static String strftimeNow(Arguments arguments, Clock clock) {
        String format = arguments.bind("strftime_now", "format").requiredText("format");
        return Strftime.format(format, ZonedDateTime.now(clock));
    }
}

package dev.crema.mlx.jinja;

import static java.util.Map.entry;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The tests by name. */
final class Tests {
    private static final Map<String, Test> BY_NAME = Map.ofEntries(
            plain("defined", value -> !(value instanceof Undefined)),
            plain("undefined", value -> value instanceof Undefined),
            plain("none", value -> value == null),
            plain("true", value -> Boolean.TRUE.equals(value)),
            plain("false", value -> Boolean.FALSE.equals(value)),
            plain("boolean", value -> value instanceof Boolean),
            plain("integer", value -> value instanceof Long || value instanceof BigInteger),
            plain("float", value -> value instanceof Double),
            plain("number", value -> Numbers.isNumber(value)),
            plain("string", value -> value instanceof String),
            plain("mapping", value -> value instanceof PyDict),
            plain("sequence", Tests::isSequence),
            plain("iterable", value -> Values.isIterable(value)),
            plain("callable", value -> value instanceof Function),
            plain("odd", value -> remainder(value, 2L) == 1),
            plain("even", value -> remainder(value, 2L) == 0),
            entry("divisibleby", (value, arguments) -> remainder(value, argument("divisibleby", arguments)) == 0),
            entry("sameas", Tests::isSame),
            entry("in", (value, arguments) -> Values.contains(argument("in", arguments), value)),
            plain("lower", value -> isCased(value, Repr.str(value).toLowerCase(Locale.ROOT))),
            plain("upper", value -> isCased(value, Repr.str(value).toUpperCase(Locale.ROOT))),
            plain("filter", value -> value instanceof String name && Filters.has(name)),
            plain("test", value -> value instanceof String name && has(name)),
            comparison("eq", "=="),
            comparison("equalto", "=="),
            comparison("==", "=="),
            comparison("ne", "!="),
            comparison("!=", "!="),
            comparison("lt", "<"),
            comparison("lessthan", "<"),
            comparison("<", "<"),
            comparison("le", "<="),
            comparison("<=", "<="),
            comparison("gt", ">"),
            comparison("greaterthan", ">"),
            comparison(">", ">"),
            comparison("ge", ">="),
            comparison(">=", ">="));

    private Tests() {}

    private static boolean has(String name) {
        return BY_NAME.containsKey(name);
    }

    /** @throws JinjaException naming the test if there is none of that name */
    static Test named(String name) {
        Test test = BY_NAME.get(name);
        if (test == null) {
            throw new JinjaException("no test named '" + name + "'");
        }
        return test;
    }

    /** A test without arguments. */
    private static Map.Entry<String, Test> plain(String name, Predicate<@Nullable Object> holds) {
        return entry(name, (value, arguments) -> {
            arguments.bind(name);
            return holds.test(value);
        });
    }

    private static Map.Entry<String, Test> comparison(String name, String operator) {
        return entry(name, (value, arguments) -> Operators.compare(operator, value, argument(name, arguments)));
    }

    private static @Nullable Object argument(String test, Arguments arguments) {
        return arguments.bind(test, "other").required("other");
    }

    private static long remainder(@Nullable Object value, @Nullable Object divisor) {
        Object remainder = Operators.binary("%", value, divisor);
        return Numbers.equal(remainder, 0L) ? 0 : Numbers.equal(remainder, 1L) ? 1 : 2;
    }

    private static boolean isSequence(@Nullable Object value) {
        return value instanceof String
                || value instanceof PySequence
                || value instanceof PyDict
                || value instanceof Undefined;
    }

    /** Python's {@code is}: the same object; strings and small numbers are shared, so equal ones count. */
    @SuppressWarnings("ReferenceEquality") // identity is what the test asks for
    private static boolean isSame(@Nullable Object value, Arguments arguments) {
        Object other = argument("sameas", arguments);
        boolean shared = value instanceof Boolean || value instanceof String || value instanceof Long;
        return shared ? Objects.equals(value, other) : value == other;
    }

    private static boolean isCased(@Nullable Object value, String cased) {
        String text = Repr.str(value);
        return text.equals(cased)
                && text.codePoints().anyMatch(c -> Character.toUpperCase(c) != Character.toLowerCase(c));
    }
}

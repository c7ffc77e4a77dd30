package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.Arguments.Bound;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Filters that make or change numbers. */
final class NumberFilters {
    private NumberFilters() {}

    static Object abs(@Nullable Object value, Arguments arguments) {
        if (!Numbers.isNumber(value)) {
            throw value instanceof Undefined undefined
                    ? undefined.error()
                    : new JinjaException("bad operand type for abs(): '" + Values.typeName(value) + "'");
        }
        return Numbers.absolute(value);
    }

    /** {@code int(default=0, base=10)}: the default for what is no number. */
    static @Nullable Object toInteger(@Nullable Object value, Arguments arguments) {
        Bound bound = arguments.bind("int", "default", "base");
        if (value instanceof Undefined undefined) {
            throw undefined.error();
        }
        if (value instanceof String text) {
            BigInteger integer = parsed(text, bound.integer("base", 10));
            if (integer != null) {
                return Numbers.shortest(integer);
            }
            Double number = real(text);
            return number == null || !Double.isFinite(number) ? bound.get("default", 0L) : Numbers.truncate(number);
        }
        if (value instanceof Double number) {
            return Double.isFinite(number) ? Numbers.truncate(number) : bound.get("default", 0L);
        }
        return Numbers.isInteger(value) ? Numbers.shortest(Numbers.big(value)) : bound.get("default", 0L);
    }

    private static @Nullable BigInteger parsed(String text, int base) {
        String digits = Strings.stripStart(Strings.stripEnd(text, null), null).replace("_", "");
        boolean prefixed = digits.length() > 2
                && digits.charAt(0) == '0'
                && Character.toLowerCase(digits.charAt(1))
                        == (base == 16 ? 'x' : base == 8 ? 'o' : base == 2 ? 'b' : 0);
        try {
            return new BigInteger(prefixed ? digits.substring(2) : digits, base);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    static @Nullable Object toFloat(@Nullable Object value, Arguments arguments) {
        Bound bound = arguments.bind("float", "default");
        if (value instanceof Undefined undefined) {
            throw undefined.error();
        }
        if (value instanceof String text) {
            Double number = real(text);
            return number == null ? bound.get("default", 0.0) : number;
        }
        return Numbers.isNumber(value) ? (Object) Numbers.toDouble(value) : bound.get("default", 0.0);
    }

    private static @Nullable Double real(String text) {
        String digits = Strings.stripStart(Strings.stripEnd(text, null), null).replace("_", "");
        String lower = digits.toLowerCase(Locale.ROOT);
        String unsigned = lower.startsWith("-") || lower.startsWith("+") ? lower.substring(1) : lower;
        double sign = lower.startsWith("-") ? -1 : 1;
        if (unsigned.equals("inf") || unsigned.equals("infinity")) {
            return sign * Double.POSITIVE_INFINITY;
        }
        if (unsigned.equals("nan")) {
            return Double.NaN;
        }
        // Java also reads suffixes (1f, 1d) and hexadecimal floats; Python does not.
        if (!unsigned.matches("[\\d.]+(e[-+]?\\d+)?")) {
            return null;
        }
        try {
            return Double.valueOf(digits);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    static Object round(@Nullable Object value, Arguments arguments) {
        Bound bound = arguments.bind("round", "precision", "method");
        int precision = bound.integer("precision", 0);
        String method = bound.has("method") ? bound.requiredText("method") : "common";
        if (!Numbers.isNumber(value)) {
            throw value instanceof Undefined undefined
                    ? undefined.error()
                    : new JinjaException("round needs a number, not " + Values.typeName(value));
        }
        if (Math.abs(precision) > 400) {
            throw new JinjaException("round cannot keep " + precision + " digits");
        }
        double number = Numbers.toDouble(value);
        double scale = Math.pow(10, precision);
        return switch (method) {
            case "ceil" -> Math.ceil(number * scale) / scale;
            case "floor" -> Math.floor(number * scale) / scale;
            case "common" ->
                value instanceof Double || precision < 0
                        ? rounded(value, precision)
                        : Numbers.shortest(Numbers.big(value));
            default -> throw new JinjaException("round knows the methods common, ceil and floor, not '" + method + "'");
        };
    }

    private static Object rounded(@Nullable Object value, int precision) {
        double result = Numbers.round(Numbers.toDouble(value), precision);
        return value instanceof Double ? (Object) result : Numbers.truncate(result);
    }
}

package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.PySequence.PyList;
import dev.crema.mlx.jinja.PySequence.PyTuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's operators. */
final class Operators {
    /** Longest text or list that {@code *} makes: a template must not exhaust the memory. */
    private static final long LARGEST_PRODUCT = 1 << 24;

    private Operators() {}

    static @Nullable Object unary(char operator, @Nullable Object operand) {
        if (!Numbers.isNumber(operand)) {
            throw operand instanceof Undefined undefined
                    ? undefined.error()
                    : new JinjaException(
                            "bad operand type for unary " + operator + ": '" + Values.typeName(operand) + "'");
        }
        if (operator == '-') {
            return Numbers.negate(operand);
        }
        return operand instanceof Boolean bool ? (Object) (bool ? 1L : 0L) : operand;
    }

    static @Nullable Object binary(String operator, @Nullable Object left, @Nullable Object right) {
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return Numbers.arithmetic(operator, left, right);
        }
        if (operator.equals("%") && left instanceof String format) {
            return PyFormat.percent(format, right);
        }
        return switch (operator) {
            case "+" -> add(left, right);
            case "*" -> Numbers.isInteger(right) ? repeat(left, right, left, right) : repeat(right, left, left, right);
            default -> throw unsupported(operator, left, right);
        };
    }

    private static Object add(@Nullable Object left, @Nullable Object right) {
        if ((left instanceof Markup && isText(right)) || (right instanceof Markup && isText(left))) {
            return Markup.joined(left, right);
        }
        if (left instanceof String a && right instanceof String b) {
            return a.concat(b);
        }
        if (left instanceof PyList a && right instanceof PyList b) {
            return new PyList(joined(a.items(), b.items()));
        }
        if (left instanceof PyTuple a && right instanceof PyTuple b) {
            return new PyTuple(joined(a.items(), b.items()));
        }
        throw unsupported("+", left, right);
    }

    private static boolean isText(@Nullable Object value) {
        return value instanceof String || value instanceof Markup;
    }

    private static List<@Nullable Object> joined(List<@Nullable Object> a, List<@Nullable Object> b) {
        List<@Nullable Object> both = new ArrayList<>(a.size() + b.size());
        both.addAll(a);
        both.addAll(b);
        return both;
    }

    private static Object repeat(
            @Nullable Object value, @Nullable Object count, @Nullable Object left, @Nullable Object right) {
        if (!Numbers.isInteger(count)) {
            throw unsupported("*", left, right);
        }
        int times = Math.max(0, Numbers.toInt(count, "*"));
        return switch (value) {
            case String text -> text.repeat(checked(text.length(), times));
            case PyList list -> new PyList(repeated(list.items(), times));
            case PyTuple tuple -> new PyTuple(repeated(tuple.items(), times));
            case null, default -> throw unsupported("*", left, right);
        };
    }

    private static List<@Nullable Object> repeated(List<@Nullable Object> items, int times) {
        List<@Nullable Object> all = new ArrayList<>();
        for (int i = checked(items.size(), times); i > 0; i--) {
            all.addAll(items);
        }
        return all;
    }

    private static int checked(int length, int times) {
        if ((long) length * times > LARGEST_PRODUCT) {
            throw new JinjaException("the result of * is too large");
        }
        return length == 0 ? 0 : times;
    }

    static boolean compare(String operator, @Nullable Object left, @Nullable Object right) {
        return plainCompare(operator, Markup.plain(left), Markup.plain(right));
    }

    private static boolean plainCompare(String operator, @Nullable Object left, @Nullable Object right) {
        return switch (operator) {
            case "==" -> Values.equal(left, right);
            case "!=" -> !Values.equal(left, right);
            case "<" -> Values.compare(left, right, operator) < 0;
            case "<=" -> Values.compare(left, right, operator) <= 0;
            case ">" -> Values.compare(left, right, operator) > 0;
            case ">=" -> Values.compare(left, right, operator) >= 0;
            case "in" -> Values.contains(right, left);
            case "not in" -> !Values.contains(right, left);
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private static JinjaException unsupported(String operator, @Nullable Object left, @Nullable Object right) {
        return Values.refused(operator, left, right, "unsupported operand types for " + operator + ":");
    }
}

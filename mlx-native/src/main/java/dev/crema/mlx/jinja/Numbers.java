package dev.crema.mlx.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Python's int (Long, or BigInteger beyond), float (Double) and bool, which counts as int. */
final class Numbers {
    private static final int LARGEST_POWER_BITS = 1 << 20;

    private Numbers() {}

    /** The spelling of an integer literal; underscores are already gone. */
    static Object parseLiteral(String text) {
        int radix = switch (text.length() > 1 ? Character.toLowerCase(text.charAt(1)) : '0') {
            case 'x' -> 16;
            case 'o' -> 8;
            case 'b' -> 2;
            default -> 10;
        };
        return shortest(new BigInteger(radix == 10 ? text : text.substring(2), radix));
    }

    static Object shortest(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    static boolean isNumber(@Nullable Object value) {
        return value instanceof Double || isInteger(value);
    }

    /** Whether Python would call it an int, bool included. */
    static boolean isInteger(@Nullable Object value) {
        return value instanceof Long || value instanceof Boolean || value instanceof BigInteger;
    }

    static int toInt(@Nullable Object value, String who) {
        if (!isInteger(value)) {
            throw new JinjaException(who + " needs an integer, not " + Values.typeName(value));
        }
        BigInteger big = big(value);
        return big.bitLength() < Integer.SIZE ? big.intValue() : big.signum() * Integer.MAX_VALUE;
    }

    static double toDouble(@Nullable Object value) {
        return value instanceof Double number ? number : big(value).doubleValue();
    }

    static BigInteger big(@Nullable Object integer) {
        return switch (integer) {
            case Long number -> BigInteger.valueOf(number);
            case Boolean bool -> bool ? BigInteger.ONE : BigInteger.ZERO;
            case BigInteger number -> number;
            case null, default -> throw new JinjaException("expected an integer, not " + Values.typeName(integer));
        };
    }

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return x.longValue() == y.longValue();
        }
        boolean exact = isInteger(a) && isInteger(b);
        return exact ? big(a).equals(big(b)) : toDouble(a) == toDouble(b);
    }

    static int compare(@Nullable Object a, @Nullable Object b) {
        return isInteger(a) && isInteger(b) ? big(a).compareTo(big(b)) : Double.compare(toDouble(a), toDouble(b));
    }

    /** {@code a operator b} for two numbers. */
    static Object arithmetic(String operator, @Nullable Object a, @Nullable Object b) {
        if (isInteger(a) && isInteger(b) && !operator.equals("/")) {
            if (a instanceof Long x && b instanceof Long y && isSmall(x) && isSmall(y)) {
                return small(operator, x, y);
            }
            return integers(operator, big(a), big(b));
        }
        return floats(operator, toDouble(a), toDouble(b));
    }

    private static boolean isSmall(long value) {
        return value == (int) value;
    }

    private static Object small(String operator, long a, long b) {
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            default -> integers(operator, BigInteger.valueOf(a), BigInteger.valueOf(b));
        };
    }

    private static Object integers(String operator, BigInteger a, BigInteger b) {
        return switch (operator) {
            case "+" -> shortest(a.add(b));
            case "-" -> shortest(a.subtract(b));
            case "*" -> shortest(a.multiply(b));
            case "//" -> shortest(floorDivide(a, b));
            case "%" -> shortest(a.subtract(floorDivide(a, b).multiply(b)));
            case "**" -> power(a, b);
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private static BigInteger floorDivide(BigInteger a, BigInteger b) {
        if (b.signum() == 0) {
            throw new JinjaException("integer division or modulo by zero");
        }
        BigInteger[] parts = a.divideAndRemainder(b);
        boolean below = parts[1].signum() != 0 && parts[1].signum() != b.signum();
        return below ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    private static Object power(BigInteger a, BigInteger b) {
        if (b.signum() < 0) {
            return floats("**", a.doubleValue(), b.doubleValue());
        }
        if (b.bitLength() >= Integer.SIZE || (long) a.bitLength() * b.intValue() > LARGEST_POWER_BITS) {
            throw new JinjaException("the power " + Repr.repr(shortest(a)) + " ** " + b + " is too large");
        }
        return shortest(a.pow(b.intValue()));
    }

    private static Object floats(String operator, double a, double b) {
        if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
            throw new JinjaException("division by zero");
        }
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            case "%" -> modulo(a, b);
            case "**" -> floatPower(a, b);
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private static double modulo(double a, double b) {
        double remainder = a % b;
        return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
    }

    private static double floatPower(double a, double b) {
        if (a == 0 && b < 0) {
            throw new JinjaException("0.0 cannot be raised to a negative power");
        }
        return Math.pow(a, b);
    }

    static Object negate(@Nullable Object value) {
        return value instanceof Double number
                ? (Object) (-number)
                : shortest(big(value).negate());
    }

    static Object absolute(@Nullable Object value) {
        return value instanceof Double number
                ? (Object) Math.abs(number)
                : shortest(big(value).abs());
    }

    /** Python's {@code round}: half to even, on the float's exact value. */
    static double round(double value, int digits) {
        if (!Double.isFinite(value)) {
            return value;
        }
        double rounded =
                new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).doubleValue();
        return Math.copySign(rounded, value);
    }

    /** {@code int(value)} of a float. */
    static Object truncate(double value) {
        if (!Double.isFinite(value)) {
            throw new JinjaException("cannot convert float " + Repr.str(value) + " to integer");
        }
        return shortest(new BigDecimal(value).toBigInteger());
    }
}

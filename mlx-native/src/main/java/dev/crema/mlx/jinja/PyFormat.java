package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.PySequence.PyList;
import dev.crema.mlx.jinja.PySequence.PyTuple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's two ways to fill a text: {@code 'a %s' % value} and {@code 'a {}'.format(value)}. */
final class PyFormat {
    /** Widest field: a template must not exhaust the memory. */
    static final int WIDEST = 1 << 16;

    private static final Pattern PERCENT = Pattern.compile(
            "%(?:\\((?<name>[^)]*)\\))?(?<flags>[-+ #0]*)(?<width>\\d+)?(?:\\.(?<precision>\\d*))?(?<type>.)?");
    private static final Pattern FIELD =
            Pattern.compile("\\{\\{|}}|\\{(?<name>[^{}!:]*)(?:!(?<conversion>[rsa]))?(?::(?<spec>[^{}]*))?}|[{}]");
    private static final Pattern SPEC = Pattern.compile(
            "(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<alt>#)?(?<zero>0)?(?<width>\\d+)?(?<group>[,_])?"
                    + "(?:\\.(?<precision>\\d+))?(?<type>[a-zA-Z%])?");

    private PyFormat() {}

    /** {@code format % values}. */
    static String percent(String format, @Nullable Object values) {
        Iterator<@Nullable Object> rest =
                (values instanceof PyTuple tuple ? tuple.items() : Arrays.asList(values)).iterator();
        boolean named = false;
        var out = new StringBuilder();
        Matcher matcher = PERCENT.matcher(format);
        while (matcher.find()) {
            String type = matcher.group("type");
            if (type == null) {
                throw new JinjaException("incomplete format");
            }
            String text = "%";
            if (!type.equals("%")) {
                named |= matcher.group("name") != null;
                text = percentField(matcher, type, percentValue(matcher.group("name"), values, rest));
            }
            matcher.appendReplacement(out, Matcher.quoteReplacement(text));
        }
        if (!named && rest.hasNext() && !(values instanceof PyDict || values instanceof PyList)) {
            throw new JinjaException("not all arguments were converted during string formatting");
        }
        return matcher.appendTail(out).toString();
    }

    private static @Nullable Object percentValue(
            @Nullable String name, @Nullable Object values, Iterator<@Nullable Object> rest) {
        if (name != null) {
            if (values instanceof PyDict dict && dict.has(name)) {
                return dict.get(name);
            }
            throw new JinjaException("format needs a mapping with '" + name + "'");
        }
        if (!rest.hasNext()) {
            throw new JinjaException("not enough arguments for format string");
        }
        return rest.next();
    }

    private static String percentField(Matcher field, String type, @Nullable Object value) {
        String flags = field.group("flags");
        int width = number(field.group("width"), 0);
        int precision = "".equals(field.group("precision")) ? 0 : number(field.group("precision"), -1);
        char sign = flags.contains("+") ? '+' : flags.contains(" ") ? ' ' : '-';
        boolean left = flags.contains("-");
        boolean textual = type.equals("s") || type.equals("r") || type.equals("a");
        String text = textual
                ? cut(type.equals("s") ? Repr.str(value) : Repr.repr(value), precision)
                : signed(percentNumber(type, precision, value, flags.contains("#")), sign);
        if (flags.contains("0") && !left && !textual) {
            return zeroPadded(text, width);
        }
        return padded(text, width, " ", left ? '<' : '>');
    }

    private static String percentNumber(String type, int precision, @Nullable Object value, boolean alternate) {
        if (type.equals("c")) {
            return value instanceof String text ? text : Character.toString(Numbers.toInt(value, "%c"));
        }
        if (!Numbers.isNumber(value)) {
            throw value instanceof Undefined undefined
                    ? undefined.error()
                    : new JinjaException("%" + type + " needs a number, not " + Values.typeName(value));
        }
        return switch (type) {
            case "d", "i", "u" -> integer(value).toString();
            case "x", "X", "o" -> based(type.charAt(0), integer(value), alternate);
            case "f", "F", "e", "E", "g", "G" ->
                real(type.charAt(0), precision < 0 ? 6 : precision, Numbers.toDouble(value));
            default -> throw new JinjaException("unsupported format character '" + type + "'");
        };
    }

    private static BigInteger integer(@Nullable Object value) {
        return Numbers.big(value instanceof Double number ? Numbers.truncate(number) : value);
    }

    /** {@code format.format(...)}. */
    static String format(String format, Arguments arguments) {
        var out = new StringBuilder();
        int next = 0;
        Matcher matcher = FIELD.matcher(format);
        while (matcher.find()) {
            String text = matcher.group();
            if (text.length() == 1) {
                throw new JinjaException("unmatched '" + text + "', or a nested field, in a format string");
            }
            if (text.equals("{{") || text.equals("}}")) {
                text = text.substring(1);
            } else {
                String name = matcher.group("name");
                boolean automatic = name.isEmpty() || name.charAt(0) == '.' || name.charAt(0) == '[';
                text = field(matcher, fieldValue(automatic ? next++ + name : name, arguments));
            }
            matcher.appendReplacement(out, Matcher.quoteReplacement(text));
        }
        return matcher.appendTail(out).toString();
    }

    private static @Nullable Object fieldValue(String path, Arguments arguments) {
        String[] steps = path.split("(?=[.\\[])", -1);
        Object value;
        if (Character.isDigit(steps[0].charAt(0))) {
            int index = number(steps[0], 0);
            if (index >= arguments.positional().size()) {
                throw new JinjaException("format() has no argument " + index);
            }
            value = arguments.positional().get(index);
        } else if (arguments.keywords().containsKey(steps[0])) {
            value = arguments.keywords().get(steps[0]);
        } else {
            throw new JinjaException("format() has no argument '" + steps[0] + "'");
        }
        for (String step : List.of(steps).subList(1, steps.length)) {
            String key = step.substring(1).replaceFirst("]$", "");
            boolean index =
                    step.charAt(0) == '[' && !key.isEmpty() && key.chars().allMatch(Character::isDigit);
            value = Members.item(value, index ? (Object) (long) number(key, 0) : key);
        }
        return value;
    }

    private static String field(Matcher matcher, @Nullable Object value) {
        String conversion = matcher.group("conversion");
        String spec = matcher.group("spec");
        Object converted = conversion == null ? value : conversion.equals("s") ? Repr.str(value) : Repr.repr(value);
        return spec == null || spec.isEmpty() ? Repr.str(converted) : formatted(converted, spec);
    }

    private static String formatted(@Nullable Object value, String spec) {
        Matcher parts = SPEC.matcher(spec);
        if (!parts.matches()) {
            throw new JinjaException("invalid format specifier '" + spec + "'");
        }
        boolean numeric = Numbers.isNumber(value);
        String align = parts.group("align");
        String fill = parts.group("fill");
        int width = number(parts.group("width"), 0);
        String body = numeric ? signed(numberBody(value, parts), sign(parts)) : textBody(value, parts);
        if ((align == null && parts.group("zero") != null && numeric) || "=".equals(align)) {
            return zeroPadded(body, width);
        }
        char side = align != null ? align.charAt(0) : numeric ? '>' : '<';
        return padded(body, width, fill == null ? " " : fill, side);
    }

    private static char sign(Matcher parts) {
        String sign = parts.group("sign");
        return sign == null ? '-' : sign.charAt(0);
    }

    private static String textBody(@Nullable Object value, Matcher parts) {
        String type = parts.group("type");
        if (type != null && !type.equals("s")) {
            throw new JinjaException("format code '" + type + "' does not fit " + Values.typeName(value));
        }
        return cut(Repr.str(value), number(parts.group("precision"), -1));
    }

    private static String numberBody(@Nullable Object value, Matcher parts) {
        int precision = number(parts.group("precision"), -1);
        String type = parts.group("type");
        if (type == null) {
            type = value instanceof Double ? precision < 0 ? "" : "g" : "d";
        }
        String body = switch (type) {
            case "" -> Repr.str(value);
            case "d", "n" -> Numbers.big(value).toString();
            case "x", "X", "o", "b" -> based(type.charAt(0), Numbers.big(value), parts.group("alt") != null);
            case "c" -> Character.toString(Numbers.toInt(value, "'c'"));
            case "f", "F", "e", "E", "g", "G" ->
                real(type.charAt(0), precision < 0 ? 6 : precision, Numbers.toDouble(value));
            case "%" -> real('f', precision < 0 ? 6 : precision, Numbers.toDouble(value) * 100) + "%";
            default -> throw new JinjaException("unknown format code '" + type + "'");
        };
        return parts.group("group") == null ? body : grouped(body, parts.group("group"));
    }

    private static String grouped(String number, String separator) {
        int end = number.startsWith("-") ? 1 : 0;
        int point = end;
        while (point < number.length() && Character.isDigit(number.charAt(point))) {
            point++;
        }
        var out = new StringBuilder(number);
        for (int i = point - 3; i > end; i -= 3) {
            out.insert(i, separator);
        }
        return out.toString();
    }

    private static String based(char type, BigInteger value, boolean alternate) {
        int radix = type == 'o' ? 8 : type == 'b' ? 2 : 16;
        String prefix = alternate ? "0" + type : "";
        String digits = value.abs().toString(radix);
        return (value.signum() < 0 ? "-" : "") + prefix + (type == 'X' ? digits.toUpperCase(Locale.ROOT) : digits);
    }

    private static String real(char type, int precision, double value) {
        if (!Double.isFinite(value)) {
            return Repr.of(value);
        }
        if (precision > WIDEST) {
            throw new JinjaException("the precision of a format is too large");
        }
        String text = switch (Character.toLowerCase(type)) {
            case 'f' ->
                new BigDecimal(value)
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toPlainString();
            case 'e' -> scientific(value, precision, false);
            default -> general(value, Math.max(1, precision));
        };
        // BigDecimal knows no negative zero.
        String signed = text.startsWith("-") || Math.copySign(1, value) > 0 ? text : "-" + text;
        return Character.isUpperCase(type) ? signed.toUpperCase(Locale.ROOT) : signed;
    }

    private static String scientific(double value, int precision, boolean trimmed) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
        String digits = rounded.unscaledValue().abs().toString();
        int exponent = rounded.signum() == 0 ? 0 : digits.length() - 1 - rounded.scale();
        digits = digits + "0".repeat(Math.max(0, precision + 1 - digits.length()));
        String fraction = digits.substring(1, precision + 1);
        if (trimmed) {
            fraction = Strings.stripEnd(fraction, "0");
        }
        return (rounded.signum() < 0 ? "-" : "") + digits.charAt(0) + (fraction.isEmpty() ? "" : "." + fraction) + "e"
                + exponent(exponent);
    }

    private static String general(double value, int precision) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(precision, RoundingMode.HALF_EVEN));
        int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        if (exponent < -4 || exponent >= precision) {
            return scientific(value, precision - 1, true);
        }
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /** A decimal exponent with sign and at least two digits. */
    static String exponent(int exponent) {
        return (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    private static String signed(String number, char sign) {
        return sign == '-' || number.startsWith("-") ? number : sign + number;
    }

    private static String cut(String text, int precision) {
        return precision < 0 || precision >= Values.length(text)
                ? text
                : text.substring(0, Strings.offset(text, precision));
    }

    private static String zeroPadded(String number, int width) {
        int sign = number.startsWith("-") || number.startsWith("+") || number.startsWith(" ") ? 1 : 0;
        return number.substring(0, sign) + padded(number.substring(sign), width - sign, "0", '>');
    }

    /** Text within a field; {@code align} is one of {@code <}, {@code >} and {@code ^}. */
    static String padded(String text, int width, String fill, char align) {
        int missing = width - Values.length(text);
        if (missing <= 0) {
            return text;
        }
        if (width > WIDEST) {
            throw new JinjaException("a field of " + width + " characters is too wide");
        }
        int before = align == '<' ? 0 : align == '>' ? missing : missing / 2;
        return fill.repeat(before) + text + fill.repeat(missing - before);
    }

    private static int number(@Nullable String digits, int fallback) {
        if (digits == null || digits.isEmpty()) {
            return fallback;
        }
        return digits.length() > 6 ? WIDEST + 1 : Integer.parseInt(digits);
    }
}

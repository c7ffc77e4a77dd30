package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.PySequence.PyList;
import dev.crema.mlx.jinja.PySequence.PyRange;
import dev.crema.mlx.jinja.PySequence.PyTuple;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as text: Python's {@code str} and {@code repr}. */
final class Repr {
    private Repr() {}

    /** What printing a value writes. */
    static String str(@Nullable Object value) {
        return switch (value) {
            case String text -> text;
            case Undefined _ -> "";
            case Markup markup -> markup.text();
            case null, default -> repr(value);
        };
    }

    static String repr(@Nullable Object value) {
        return switch (value) {
            case Long number -> number.toString();
            case null -> "None";
            default -> {
                var out = new StringBuilder();
                append(out, value);
                yield out.toString();
            }
        };
    }

    private static void append(StringBuilder out, @Nullable Object value) {
        switch (value) {
            case null -> out.append("None");
            case Boolean bool -> out.append(bool ? "True" : "False");
            case Double number -> out.append(of(number));
            case String text -> quoted(out, text);
            case Markup markup -> quoted(out.append("Markup("), markup.text()).append(')');
            case PyList list -> joined(out.append('['), list.items()).append(']');
            case PyTuple tuple ->
                joined(out.append('('), tuple.items()).append(tuple.items().size() == 1 ? ",)" : ")");
            case PyRange range -> {
                out.append("range(").append(range.start()).append(", ").append(range.stop());
                out.append(range.step() == 1 ? "" : ", " + range.step()).append(')');
            }
            case PyDict dict -> dict(out, dict.entries());
            case PyDict.View view ->
                joined(out.append(view.name()).append("(["), view.items()).append("])");
            case Undefined _ -> out.append("Undefined");
            case Namespace namespace ->
                dict(out.append("<Namespace "), namespace.attributes()).append('>');
            case Macro macro -> quoted(out.append("<Macro "), macro.name()).append('>');
            case Number number -> out.append(number);
            default -> out.append('<').append(Values.typeName(value)).append('>');
        }
    }

    private static StringBuilder joined(StringBuilder out, List<@Nullable Object> items) {
        for (int i = 0; i < items.size(); i++) {
            append(i == 0 ? out : out.append(", "), items.get(i));
        }
        return out;
    }

    private static StringBuilder dict(StringBuilder out, Map<?, @Nullable Object> entries) {
        String separator = "";
        out.append('{');
        for (Map.Entry<?, @Nullable Object> entry : entries.entrySet()) {
            append(out.append(separator), entry.getKey());
            append(out.append(": "), entry.getValue());
            separator = ", ";
        }
        return out.append('}');
    }

    /** The shortest decimal that reads back as the same float, in Python's notation. */
    static String of(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        String digits = decimal.unscaledValue().abs().toString();
        int exponent = digits.length() - decimal.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = decimal.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return (value < 0 ? "-" : "") + mantissa + "e" + PyFormat.exponent(exponent);
    }

    private static StringBuilder quoted(StringBuilder out, String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(quote);
        text.codePoints().forEach(c -> character(out, c, quote));
        return out.append(quote);
    }

    private static void character(StringBuilder out, int c, char quote) {
        switch (c) {
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c == quote) {
                    out.append('\\').append(quote);
                } else if (isPrintable(c)) {
                    out.appendCodePoint(c);
                } else {
                    out.append(
                            c < 0x100
                                    ? "\\x%02x".formatted(c)
                                    : c < 0x10000 ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c));
                }
            }
        }
    }

    private static boolean isPrintable(int c) {
        if (c >= ' ' && c < 0x7f) {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }
}

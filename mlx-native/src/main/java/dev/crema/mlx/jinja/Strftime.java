package dev.crema.mlx.jinja;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** C's {@code strftime} in the C locale, with the GNU signs {@code -} (no padding), {@code _} (blanks) and {@code 0}. */
final class Strftime {
    private Strftime() {}

    static String format(String format, ZonedDateTime time) {
        var out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                out.append(c);
                continue;
            }
            char sign = format.charAt(i + 1);
            boolean signed = (sign == '-' || sign == '_' || sign == '0') && i + 2 < format.length();
            i += signed ? 2 : 1;
            String text = directive(format.charAt(i), time);
            out.append(signed ? padded(text, sign) : text);
        }
        return out.toString();
    }

    /** A number with another padding than its own. */
    private static String padded(String text, char sign) {
        boolean number = !text.isEmpty() && text.chars().allMatch(c -> Character.isDigit(c) || c == ' ');
        if (!number) {
            return text;
        }
        String digits = text.strip().replaceFirst("^0+(?=\\d)", "");
        String fill = sign == '-' ? "" : sign == '_' ? " " : "0";
        return fill.repeat(text.length() - digits.length()) + digits;
    }

    private static String directive(char letter, ZonedDateTime time) {
        return switch (letter) {
            case 'Y' -> String.valueOf(time.getYear());
            case 'y' -> pattern("yy", time);
            case 'C' -> two(time.getYear() / 100);
            case 'G' -> String.valueOf(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'm' -> pattern("MM", time);
            case 'B' -> pattern("MMMM", time);
            case 'b', 'h' -> pattern("MMM", time);
            case 'd' -> pattern("dd", time);
            case 'e' -> "%2d".formatted(time.getDayOfMonth());
            case 'j' -> pattern("DDD", time);
            case 'A' -> pattern("EEEE", time);
            case 'a' -> pattern("EEE", time);
            case 'u' -> String.valueOf(time.getDayOfWeek().getValue());
            case 'w' -> String.valueOf(time.getDayOfWeek().getValue() % 7);
            case 'V' -> two(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'U' -> two((time.getDayOfYear() + 6 - time.getDayOfWeek().getValue() % 7) / 7);
            case 'W' -> two((time.getDayOfYear() + 6 - (time.getDayOfWeek().getValue() + 6) % 7) / 7);
            case 'H' -> pattern("HH", time);
            case 'I' -> pattern("hh", time);
            case 'k' -> "%2d".formatted(time.getHour());
            case 'l' -> "%2d".formatted((time.getHour() + 11) % 12 + 1);
            case 'M' -> pattern("mm", time);
            case 'S' -> pattern("ss", time);
            case 'f' -> pattern("SSSSSS", time);
            case 'p' -> pattern("a", time);
            case 'P' -> pattern("a", time).toLowerCase(Locale.ROOT);
            case 's' -> String.valueOf(time.toEpochSecond());
            case 'n' -> "\n";
            case 't' -> "\t";
            case '%' -> "%";
            // Python's datetime.now() knows no time zone.
            case 'Z', 'z' -> "";
            case 'D', 'x' -> pattern("MM/dd/yy", time);
            case 'F' -> pattern("yyyy-MM-dd", time);
            case 'R' -> pattern("HH:mm", time);
            case 'T', 'X' -> pattern("HH:mm:ss", time);
            case 'r' -> pattern("hh:mm:ss a", time);
            case 'c' -> pattern("EEE MMM ", time) + directive('e', time) + pattern(" HH:mm:ss yyyy", time);
            default -> "%" + letter;
        };
    }

    private static String two(int number) {
        return "%02d".formatted(number);
    }

    private static String pattern(String pattern, ZonedDateTime time) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
    }
}

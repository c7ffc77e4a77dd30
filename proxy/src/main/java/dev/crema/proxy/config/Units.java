package dev.crema.proxy.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and times as people write them. */
final class Units {
    private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*([kmgt]?)(?:i?b)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME =
            Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h|d)?", Pattern.CASE_INSENSITIVE);

    private Units() {}

    /** {@code 1048576}, {@code 64MB}, {@code 8 GiB}; K, M, G and T are powers of 1024. */
    static long bytes(String text) {
        Matcher match = SIZE.matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException("is not a size; write bytes or for example 64MB or 8GB");
        }
        int power = match.group(2).isEmpty() ? 0 : "kmgt".indexOf(match.group(2).toLowerCase(Locale.ROOT)) + 1;
        try {
            return Math.multiplyExact(Long.parseLong(match.group(1)), 1L << (10 * power));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("is too large for a size", e);
        }
    }

    /** {@code 10}, {@code 10s}, {@code 500ms}, {@code 1m}, {@code 2h}, {@code 30d} or ISO-8601 {@code PT10S}; a bare number is seconds. */
    static Duration duration(String text) {
        Matcher match = TIME.matcher(text.strip());
        if (match.matches()) {
            double value = Double.parseDouble(match.group(1));
            String unit = match.group(2) == null ? "s" : match.group(2).toLowerCase(Locale.ROOT);
            double millis = switch (unit) {
                case "ms" -> value;
                case "m" -> value * 60_000;
                case "h" -> value * 3_600_000;
                case "d" -> value * 86_400_000;
                default -> value * 1_000;
            };
            return Duration.ofMillis(Math.round(millis));
        }
        try {
            return Duration.parse(text.strip());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("is not a time; write for example 10s or 500ms", e);
        }
    }
}

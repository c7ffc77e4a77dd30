package dev.crema.mlx.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Python's view of text over Java's: characters are code points, whitespace is Unicode's. */
final class Strings {
    private Strings() {}

    static boolean isSpace(int c) {
        return Character.isWhitespace(c) || c == 0x85 || c == 0xa0 || c == 0x2007 || c == 0x202f;
    }

    static boolean isBlank(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (!isSpace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Without leading characters of the set; whitespace if it is null. */
    static String stripStart(String text, @Nullable String set) {
        int start = 0;
        while (start < text.length() && in(set, text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        return text.substring(start);
    }

    /** Without trailing characters of the set; whitespace if it is null. */
    static String stripEnd(String text, @Nullable String set) {
        int end = text.length();
        while (end > 0 && in(set, text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(0, end);
    }

    private static boolean in(@Nullable String set, int c) {
        return set == null ? isSpace(c) : set.indexOf(c) >= 0;
    }

    /** Order by code points; Java's own order differs beyond the basic plane. */
    static int compare(String a, String b) {
        int i = 0;
        int common = Math.min(a.length(), b.length());
        while (i < common && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        if (i == common) {
            return Integer.compare(a.length(), b.length());
        }
        boolean surrogates = Character.isSurrogate(a.charAt(i)) != Character.isSurrogate(b.charAt(i));
        int order = Character.compare(a.charAt(i), b.charAt(i));
        return surrogates ? (Character.isSurrogate(a.charAt(i)) ? 1 : -1) : order;
    }

    static List<@Nullable Object> characters(String text) {
        List<@Nullable Object> characters = new ArrayList<>(text.length());
        text.codePoints().forEach(c -> characters.add(Character.toString(c)));
        return characters;
    }

    /** Java index of a code point, counted from 0. */
    static int offset(String text, int codePoints) {
        return text.offsetByCodePoints(0, codePoints);
    }

    /** Lines without their ends, as {@code splitlines} finds them; a final line end opens no further line. */
    static List<String> lines(String text, boolean keepEnds) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = start;
            while (end < text.length() && !isLineEnd(text.charAt(end))) {
                end++;
            }
            int next = Math.min(end + 1, text.length());
            if (text.startsWith("\r\n", end)) {
                next++;
            }
            lines.add(text.substring(start, keepEnds ? next : end));
            start = next;
        }
        return lines;
    }

    private static boolean isLineEnd(char c) {
        return (c >= '\n' && c <= '\r') || (c >= 0x1c && c <= 0x1e) || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    /** At most {@code max} occurrences replaced, all if it is negative; an empty search text matches between characters. */
    static String replace(String text, String old, String replacement, int max) {
        if (old.isEmpty()) {
            return interspersed(text, replacement, max < 0 ? Integer.MAX_VALUE : max);
        }
        return max < 0 ? text.replace(old, replacement) : String.join(replacement, split(text, old, max));
    }

    private static String interspersed(String text, String inserted, int max) {
        var out = new StringBuilder();
        int count = 0;
        for (int i = 0; i <= text.length(); i = i == text.length() ? i + 1 : text.offsetByCodePoints(i, 1)) {
            out.append(count++ < max ? inserted : "");
            if (i < text.length()) {
                out.appendCodePoint(text.codePointAt(i));
            }
        }
        return out.toString();
    }

    /** Pieces between runs of whitespace; after {@code max} cuts the rest stays whole (no limit if negative). */
    static List<String> words(String text, int max) {
        List<String> words = new ArrayList<>();
        String rest = stripStart(text, null);
        while (!rest.isEmpty()) {
            if (max >= 0 && words.size() == max) {
                words.add(rest);
                break;
            }
            int end = 0;
            while (end < rest.length() && !isSpace(rest.charAt(end))) {
                end++;
            }
            words.add(rest.substring(0, end));
            rest = stripStart(rest.substring(end), null);
        }
        return words;
    }

    /** Pieces between separators, cut from the left at most {@code max} times (no limit if negative). */
    static List<String> split(String text, String separator, int max) {
        List<String> parts = new ArrayList<>();
        int pos = 0;
        int found = max == 0 ? -1 : text.indexOf(separator);
        while (found >= 0) {
            parts.add(text.substring(pos, found));
            pos = found + separator.length();
            found = parts.size() == max ? -1 : text.indexOf(separator, pos);
        }
        parts.add(text.substring(pos));
        return parts;
    }

    /** The same, cut from the right. */
    static List<String> splitFromEnd(String text, String separator, int max) {
        List<String> parts = new ArrayList<>();
        int end = text.length();
        int found = max == 0 ? -1 : text.lastIndexOf(separator);
        while (found >= 0) {
            parts.addFirst(text.substring(found + separator.length(), end));
            end = found;
            found = parts.size() == max ? -1 : text.lastIndexOf(separator, end - separator.length());
        }
        parts.addFirst(text.substring(0, end));
        return parts;
    }

    /** Text for comparison without regard to case. */
    static String folded(String text) {
        return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace("ß", "ss");
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.codePointAt(0);
        String rest = text.substring(Character.charCount(first));
        return Character.toString(Character.toTitleCase(first)) + rest.toLowerCase(Locale.ROOT);
    }
}

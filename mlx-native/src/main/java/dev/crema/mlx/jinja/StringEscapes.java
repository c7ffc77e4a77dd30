package dev.crema.mlx.jinja;

/** Backslash escapes of string literals, as Python's {@code unicode-escape} codec reads them. */
final class StringEscapes {
    private StringEscapes() {}

    static String decode(String body, int line) {
        int slash = body.indexOf('\\');
        if (slash < 0) {
            return body;
        }
        var out = new StringBuilder(body.length());
        int pos = 0;
        while (slash >= 0) {
            out.append(body, pos, slash);
            pos = escape(body, slash + 1, out, line);
            slash = body.indexOf('\\', pos);
        }
        return out.append(body, pos, body.length()).toString();
    }

    /** Appends the character of the escape whose letter is at {@code pos}; returns the position behind it. */
    private static int escape(String body, int pos, StringBuilder out, int line) {
        char c = body.charAt(pos);
        switch (c) {
            case '\n' -> {}
            case '\\', '\'', '"' -> out.append(c);
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case 'r' -> out.append('\r');
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'a' -> out.append('\u0007');
            case 'v' -> out.append('\u000b');
            case 'x' -> {
                return hex(body, pos + 1, 2, out, line);
            }
            case 'u' -> {
                return hex(body, pos + 1, 4, out, line);
            }
            case 'U' -> {
                return hex(body, pos + 1, 8, out, line);
            }
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                return octal(body, pos, out);
            }
            case 'N' -> throw new JinjaException("named characters \\N{...} are not supported", line);
            default -> out.append('\\').append(c);
        }
        return pos + 1;
    }

    private static int hex(String body, int pos, int digits, StringBuilder out, int line) {
        int value = 0;
        for (int i = pos; i < pos + digits; i++) {
            int digit = i < body.length() ? Character.digit(body.charAt(i), 16) : -1;
            if (digit < 0) {
                throw new JinjaException("a character escape in a string has too few hexadecimal digits", line);
            }
            value = value << 4 | digit;
        }
        if (!Character.isValidCodePoint(value)) {
            throw new JinjaException("a character escape in a string is beyond Unicode", line);
        }
        out.appendCodePoint(value);
        return pos + digits;
    }

    private static int octal(String body, int pos, StringBuilder out) {
        int value = 0;
        int end = pos;
        while (end < body.length() && end < pos + 3 && body.charAt(end) >= '0' && body.charAt(end) <= '7') {
            value = value * 8 + body.charAt(end++) - '0';
        }
        out.appendCodePoint(value);
        return end;
    }
}

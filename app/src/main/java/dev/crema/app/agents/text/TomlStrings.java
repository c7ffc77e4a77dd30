package dev.crema.app.agents.text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Texts of TOML that stand on one line. */
final class TomlStrings {
    private TomlStrings() {}

    /** As a basic string; what JSON escapes is escaped alike in TOML. */
    static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }

    /** What a text in double or single quotes says. */
    static String unquoted(String raw) {
        String inner = raw.substring(1, raw.length() - 1);
        return raw.startsWith("'") ? inner : unescaped(inner);
    }

    private static String unescaped(String inner) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < inner.length()) {
            char c = inner.charAt(at++);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char kind = inner.charAt(at++);
            int digits = kind == 'u' ? 4 : kind == 'U' ? 8 : kind == 'x' ? 2 : 0;
            if (digits > 0) {
                out.appendCodePoint(codePoint(inner, at, at + digits));
                at += digits;
            } else {
                out.append(simple(kind));
            }
        }
        return out.toString();
    }

    private static char simple(char kind) {
        return switch (kind) {
            case 'b' -> '\b';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'f' -> '\f';
            case 'r' -> '\r';
            case 'e' -> '\u001B';
            case '"', '\\' -> kind;
            default -> throw new SettingsFormatException("there is no escape \\" + kind + " in TOML");
        };
    }

    private static int codePoint(String inner, int from, int to) {
        try {
            int code = Integer.parseInt(inner.substring(from, to), 16);
            if (Character.isValidCodePoint(code)) {
                return code;
            }
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new SettingsFormatException(
                    "an escape of a character is not complete: \\" + inner.substring(from - 1));
        }
        throw new SettingsFormatException("an escape names no character: \\" + inner.substring(from - 1, to));
    }
}

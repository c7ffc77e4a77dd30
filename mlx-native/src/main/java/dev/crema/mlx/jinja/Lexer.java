package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens and does all whitespace control, as Jinja does with {@code trim_blocks} and
 * {@code lstrip_blocks} on and {@code keep_trailing_newline} off.
 */
final class Lexer {
    private static final Pattern NEWLINE = Pattern.compile("\r\n|\r");
    private static final Pattern RAW_BEGIN = Pattern.compile("\\{%[-+]?\\s*raw\\s*(?:-%}\\s*|%})");
    private static final Pattern RAW_END = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(?:\\+%}|-%}\\s*|%}\n?)");
    private static final Pattern COMMENT_END = Pattern.compile("\\+#}|-#}\\s*|#}\n?");
    private static final Pattern BLOCK_END = Pattern.compile("\\+%}|-%}\\s*|%}\n?");
    private static final Pattern PRINT_END = Pattern.compile("-}}\\s*|}}");
    private static final Pattern FLOAT =
            Pattern.compile("(?:\\d+_)*\\d+(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+-]?(?:\\d+_)*\\d+|\\.(?:\\d+_)*\\d+)");
    private static final Pattern INTEGER =
            Pattern.compile("0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\\da-fA-F])+|[1-9](?:_?\\d)*|0(?:_?0)*");
    private static final Pattern OPERATOR = Pattern.compile("//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}><=.:|,;]");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private final Deque<Character> open = new ArrayDeque<>();
    private int pos;
    private int line = 1;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String source) {
        String unix = NEWLINE.matcher(source).replaceAll("\n");
        var lexer = new Lexer(unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix);
        while (lexer.pos < lexer.source.length()) {
            lexer.textAndTag();
        }
        lexer.add(Kind.END, "");
        return lexer.tokens;
    }

    private void textAndTag() {
        int tag = nextTag();
        if (tag < 0) {
            data(source.substring(pos));
            advance(source.length());
            return;
        }
        char kind = source.charAt(tag + 1);
        char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
        boolean signed = sign == '-' || sign == '+';
        data(stripped(source.substring(pos, tag), sign, kind != '{'));
        advance(tag);
        Matcher raw = matches(RAW_BEGIN);
        if (kind == '%' && raw.lookingAt()) {
            advance(raw.end());
            rawText();
            return;
        }
        if (kind != '#') {
            add(kind == '%' ? Kind.BLOCK_BEGIN : Kind.PRINT_BEGIN, source.substring(tag, tag + 2));
        }
        advance(tag + (signed ? 3 : 2));
        switch (kind) {
            case '#' -> comment();
            case '%' -> inside(Kind.BLOCK_END, BLOCK_END);
            default -> inside(Kind.PRINT_END, PRINT_END);
        }
    }

    private int nextTag() {
        for (int i = source.indexOf('{', pos); i >= 0 && i + 1 < source.length(); i = source.indexOf('{', i + 1)) {
            char next = source.charAt(i + 1);
            if (next == '{' || next == '%' || next == '#') {
                return i;
            }
        }
        return -1;
    }

    /** Text before a tag, with what the tag's sign or lstrip_blocks takes away from its end. */
    private String stripped(String text, char sign, boolean blockLike) {
        if (sign == '-') {
            return Strings.stripEnd(text, null);
        }
        if (sign == '+' || !blockLike) {
            return text;
        }
        int lineStart = text.lastIndexOf('\n') + 1;
        boolean startsLine = lineStart > 0 || pos == 0 || source.charAt(pos - 1) == '\n';
        return startsLine && Strings.isBlank(text, lineStart) ? text.substring(0, lineStart) : text;
    }

    private void rawText() {
        Matcher end = matches(RAW_END);
        if (!end.find()) {
            throw error("a raw block is never closed with {% endraw %}");
        }
        char sign = end.group(1).isEmpty() ? ' ' : end.group(1).charAt(0);
        data(stripped(source.substring(pos, end.start()), sign, true));
        advance(end.end());
    }

    private void comment() {
        Matcher end = matches(COMMENT_END);
        if (!end.find()) {
            throw error("a comment is never closed with #}");
        }
        advance(end.end());
    }

    private void inside(Kind endKind, Pattern endPattern) {
        int begin = line;
        while (pos < source.length()) {
            Matcher end = matches(endPattern);
            // Within brackets an end tag is an operator: {{ {'a': {}} }}.
            if (open.isEmpty() && end.lookingAt()) {
                add(endKind, end.group());
                advance(end.end());
                return;
            }
            if (Strings.isSpace(source.charAt(pos))) {
                advance(pos + 1);
            } else {
                expressionToken();
            }
        }
        throw new JinjaException("a tag that begins here is never closed", begin);
    }

    private void expressionToken() {
        boolean afterDot = pos > 0 && source.charAt(pos - 1) == '.';
        if ((!afterDot && take(FLOAT, Kind.FLOAT)) || take(INTEGER, Kind.INTEGER)) {
            return;
        }
        int end = pos;
        while (end < source.length() && isWord(source.codePointAt(end))) {
            end += Character.charCount(source.codePointAt(end));
        }
        if (end > pos) {
            add(Kind.NAME, source.substring(pos, end));
            advance(end);
            return;
        }
        char c = source.charAt(pos);
        Matcher operator = matches(OPERATOR);
        if (c == '\'' || c == '"') {
            string(c);
        } else if (operator.lookingAt()) {
            balance(c);
            add(Kind.OPERATOR, operator.group());
            advance(operator.end());
        } else {
            throw error("unexpected character " + Repr.repr(Character.toString(source.codePointAt(pos))));
        }
    }

    private void string(char quote) {
        int end = pos + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw error("a string is never closed");
        }
        add(Kind.STRING, StringEscapes.decode(source.substring(pos + 1, end), line));
        advance(end + 1);
    }

    private static boolean isWord(int c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }

    private boolean take(Pattern pattern, Kind kind) {
        Matcher matcher = matches(pattern);
        if (!matcher.lookingAt()) {
            return false;
        }
        add(kind, matcher.group().replace("_", ""));
        advance(matcher.end());
        return true;
    }

    private void balance(char bracket) {
        switch (bracket) {
            case '(' -> open.push(')');
            case '[' -> open.push(']');
            case '{' -> open.push('}');
            case ')', ']', '}' -> {
                if (open.isEmpty() || open.pop() != bracket) {
                    throw error("unexpected '" + bracket + "'");
                }
            }
            default -> {}
        }
    }

    private Matcher matches(Pattern pattern) {
        return pattern.matcher(source).region(pos, source.length());
    }

    private void data(String text) {
        if (!text.isEmpty()) {
            add(Kind.DATA, text);
        }
    }

    private void add(Kind kind, String text) {
        tokens.add(new Token(kind, text, line));
    }

    private void advance(int to) {
        for (; pos < to; pos++) {
            if (source.charAt(pos) == '\n') {
                line++;
            }
        }
    }

    private JinjaException error(String message) {
        return new JinjaException(message, line);
    }
}

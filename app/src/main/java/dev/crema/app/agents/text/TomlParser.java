package dev.crema.app.agents.text;

import dev.crema.app.agents.text.TomlStatement.Table;
import dev.crema.app.agents.text.TomlStatement.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds where each statement of a TOML text stands. What a value says is looked at only as far as to find its end. */
final class TomlParser {
    private static final Pattern BARE_KEY = Pattern.compile("[A-Za-z0-9_-]+");
    /** A date and a time with a space between them; else numbers, booleans, dates. */
    private static final Pattern BARE_VALUE =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9][0-9:.Zz+-]*|[A-Za-z0-9_+.:-]+");

    private final String text;
    private final List<TomlStatement> statements = new ArrayList<>();
    private List<String> table = List.of();
    private int tables;
    private int at;

    private TomlParser(String text) {
        this.text = text;
    }

    /**
     * The document's statements in their order. Keys below a list of tables get a path that no client's settings have.
     *
     * @throws SettingsFormatException if it is not TOML
     */
    static List<TomlStatement> parse(String text) {
        TomlParser parser = new TomlParser(text);
        parser.at = text.startsWith("\uFEFF") ? 1 : 0;
        parser.skipToStatement();
        while (parser.at < text.length()) {
            parser.statement();
            parser.skipToStatement();
        }
        return parser.statements;
    }

    private void statement() {
        int start = Lines.startOf(text, at);
        if (peek() == '[') {
            header(start);
            return;
        }
        List<String> path = new ArrayList<>(table);
        path.addAll(key());
        expect("=");
        skipBlanks();
        int valueStart = at;
        skipValue();
        int valueEnd = at;
        endLine();
        statements.add(new Value(List.copyOf(path), table.size(), start, valueStart, valueEnd, at));
    }

    private void header(int start) {
        boolean array = text.startsWith("[[", at);
        at += array ? 2 : 1;
        skipBlanks();
        List<String> path = key();
        expect(array ? "]]" : "]");
        endLine();
        statements.add(new Table(List.copyOf(path), array, start, at));
        table = path;
        if (array) {
            path.set(path.size() - 1, path.getLast() + "\0" + tables++);
        }
    }

    /** A key, dotted or not, and the blanks after it. */
    private List<String> key() {
        List<String> keys = new ArrayList<>();
        do {
            skipBlanks();
            int start = at;
            if (peek() == '"' || peek() == '\'') {
                skipLine(peek());
                keys.add(TomlStrings.unquoted(text.substring(start, at)));
            } else {
                Matcher matcher = BARE_KEY.matcher(text).region(at, text.length());
                if (!matcher.lookingAt()) {
                    throw expected("a key");
                }
                at = matcher.end();
                keys.add(matcher.group());
            }
            skipBlanks();
        } while (take("."));
        return keys;
    }

    private void skipValue() {
        if (text.startsWith("\"\"\"", at) || text.startsWith("'''", at)) {
            skipLines(text.substring(at, at + 3));
        } else if (peek() == '"' || peek() == '\'') {
            skipLine(peek());
        } else if (take("[")) {
            skipItems("]", this::skipValue);
        } else if (take("{")) {
            skipItems("}", () -> {
                key();
                expect("=");
                skipBlanks();
                skipValue();
            });
        } else {
            Matcher matcher = BARE_VALUE.matcher(text).region(at, text.length());
            if (!matcher.lookingAt()) {
                throw expected("a value");
            }
            at = matcher.end();
        }
    }

    private void skipItems(String close, Runnable item) {
        skipToStatement();
        while (!take(close)) {
            item.run();
            skipToStatement();
            if (!take(",") && !text.startsWith(close, at)) {
                throw expected("',' or '" + close + "'");
            }
            skipToStatement();
        }
    }

    /** A text in single quotes of either kind, which ends on its line. */
    private void skipLine(char quote) {
        int start = at++;
        while (peek() != quote) {
            if (Lines.isEnd(text, at)) {
                throw SettingsFormatException.at(text, start, "the text in quotes does not end");
            }
            at += quote == '"' && peek() == '\\' ? 2 : 1;
        }
        at++;
    }

    /** A text in triple quotes; up to two more may stand before the closing ones. */
    private void skipLines(String quotes) {
        int start = at;
        at += 3;
        while (!text.startsWith(quotes, at)) {
            if (at >= text.length()) {
                throw SettingsFormatException.at(text, start, "the text in triple quotes does not end");
            }
            at += quotes.charAt(0) == '"' && peek() == '\\' ? 2 : 1;
        }
        at += 3;
        for (int more = 0; more < 2 && peek() == quotes.charAt(0); more++) {
            at++;
        }
    }

    private void endLine() {
        skipBlanks();
        if (peek() == '#') {
            at = Lines.endOf(text, at);
        }
        if (!Lines.isEnd(text, at)) {
            throw expected("the end of the line");
        }
        at = Lines.next(text, at);
    }

    /** Over blanks, line ends and comments. */
    private void skipToStatement() {
        while (at < text.length()) {
            if (" \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            } else if (text.charAt(at) == '#') {
                at = Lines.endOf(text, at);
            } else {
                return;
            }
        }
    }

    private void skipBlanks() {
        at = Lines.afterBlanks(text, at);
    }

    private boolean take(String token) {
        if (!text.startsWith(token, at)) {
            return false;
        }
        at += token.length();
        return true;
    }

    private void expect(String token) {
        if (!take(token)) {
            throw expected("'" + token + "'");
        }
    }

    /** The char here; NUL at the end, which no TOML text holds. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private SettingsFormatException expected(String what) {
        String found = Lines.isEnd(text, at) ? "the end of the line" : "'" + text.charAt(at) + "'";
        return SettingsFormatException.at(text, at, "expected " + what + ", found " + found);
    }
}

package dev.crema.app.agents.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crema.app.agents.text.JsoncNode.Container;
import dev.crema.app.agents.text.JsoncNode.Item;
import dev.crema.app.agents.text.JsoncNode.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds where each value of a JSON text stands. Comments and trailing commas are fine, a byte order mark too. */
final class JsoncParser {
    private static final int DEEPEST = 200;
    private static final Pattern LITERAL =
            Pattern.compile("true|false|null|-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
    private static final JsonMapper JSON = new JsonMapper();

    private final String text;
    private int at;

    private JsoncParser(String text) {
        this.text = text;
    }

    /**
     * The document's value; null if there are only blanks and comments.
     *
     * @throws SettingsFormatException if it is not JSON
     */
    static @Nullable JsoncNode parse(String text) {
        JsoncParser parser = new JsoncParser(text);
        parser.at = text.startsWith("\uFEFF") ? 1 : 0;
        parser.skipBlanksAndComments();
        if (parser.at == text.length()) {
            return null;
        }
        JsoncNode root = parser.value(0);
        parser.skipBlanksAndComments();
        if (parser.at < text.length()) {
            throw parser.expected("the end of the file");
        }
        return root;
    }

    private JsoncNode value(int depth) {
        if (depth > DEEPEST) {
            throw SettingsFormatException.at(text, at, "it is nested more than " + DEEPEST + " levels deep");
        }
        return switch (peek()) {
            case '{' -> container(true, depth);
            case '[' -> container(false, depth);
            case '"' -> {
                int start = at;
                skipString();
                yield new Scalar(start, at);
            }
            default -> literal();
        };
    }

    private Container container(boolean object, int depth) {
        int start = at++;
        char close = object ? '}' : ']';
        List<Item> items = new ArrayList<>();
        skipBlanksAndComments();
        while (peek() != close) {
            int itemStart = at;
            String key = object ? key() : null;
            JsoncNode value = value(depth + 1);
            skipBlanksAndComments();
            int comma = -1;
            if (peek() == ',') {
                comma = at++;
                skipBlanksAndComments();
            } else if (peek() != close) {
                throw expected("',' or '" + close + "'");
            }
            items.add(new Item(itemStart, key, value, comma));
        }
        at++;
        return new Container(start, at, object, List.copyOf(items));
    }

    private String key() {
        if (peek() != '"') {
            throw expected("a key in double quotes");
        }
        int start = at;
        skipString();
        String key = decoded(start);
        skipBlanksAndComments();
        if (peek() != ':') {
            throw expected("':'");
        }
        at++;
        skipBlanksAndComments();
        return key;
    }

    private String decoded(int start) {
        try {
            return JSON.readTree(text.substring(start, at)).textValue();
        } catch (JsonProcessingException e) {
            throw SettingsFormatException.at(text, start, e.getOriginalMessage());
        }
    }

    private void skipString() {
        int start = at++;
        while (peek() != '"') {
            if (peek() < ' ') {
                throw SettingsFormatException.at(text, start, "the text in quotes does not end");
            }
            at += peek() == '\\' ? 2 : 1;
        }
        at++;
    }

    private Scalar literal() {
        Matcher matcher = LITERAL.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw expected("a value");
        }
        int start = at;
        at = matcher.end();
        return new Scalar(start, at);
    }

    private void skipBlanksAndComments() {
        while (at < text.length()) {
            if (" \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            } else if (text.startsWith("//", at)) {
                at = Lines.next(text, at);
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw SettingsFormatException.at(text, at, "the comment does not end");
                }
                at = end + 2;
            } else {
                return;
            }
        }
    }

    /** The char here; NUL at the end, which no JSON text holds. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private SettingsFormatException expected(String what) {
        String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end of the file";
        return SettingsFormatException.at(text, at, "expected " + what + ", found " + found);
    }
}

package dev.crema.proxy.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.crema.proxy.toolcall.ToolCallParser.Piece.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a list of Python calls with keyword arguments and literals: {@code [f(a=1, b="x"), g()]}. */
final class PythonicCalls {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][\\w.-]*");
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");
    private static final Pattern SPACE = Pattern.compile("\\s*");
    private static final int DEEPEST = 64;

    private final String text;
    private final KnownTools tools;
    private int at;
    private int depth;

    private PythonicCalls(String text, KnownTools tools) {
        this.text = text;
        this.tools = tools;
    }

    /** The calls; empty if the text is not a complete list of calls of known tools. */
    static List<Call> read(String text, KnownTools tools) {
        try {
            PythonicCalls reader = new PythonicCalls(text, tools);
            List<Call> calls = reader.calls();
            return reader.at == text.length() ? calls : List.of();
        } catch (NotPython e) {
            return List.of();
        }
    }

    private List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        expect('[');
        while (!take(']')) {
            calls.add(call());
            separator(']');
        }
        return calls;
    }

    private Call call() {
        String name = match(NAME);
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        expect('(');
        while (!take(')')) {
            String key = match(NAME);
            expect('=');
            arguments.set(key, value());
            separator(')');
        }
        Call call = tools.call(name, arguments);
        if (call == null) {
            throw new NotPython();
        }
        return call;
    }

    private JsonNode value() {
        if (++depth > DEEPEST) {
            throw new NotPython();
        }
        JsonNode value = switch (peek()) {
            case '"', '\'' -> TextNode.valueOf(string());
            case '[' -> list();
            case '{' -> dict();
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> constant();
        };
        depth--;
        return value;
    }

    private ArrayNode list() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        expect('[');
        while (!take(']')) {
            list.add(value());
            separator(']');
        }
        return list;
    }

    private ObjectNode dict() {
        ObjectNode dict = JsonNodeFactory.instance.objectNode();
        expect('{');
        while (!take('}')) {
            peek();
            String key = string();
            expect(':');
            dict.set(key, value());
            separator('}');
        }
        return dict;
    }

    private JsonNode number() {
        JsonNode number = LenientJson.parse(match(NUMBER));
        if (number == null) {
            throw new NotPython();
        }
        return number;
    }

    private JsonNode constant() {
        return switch (match(NAME)) {
            case "True", "true" -> BooleanNode.TRUE;
            case "False", "false" -> BooleanNode.FALSE;
            case "None", "null" -> NullNode.getInstance();
            default -> throw new NotPython();
        };
    }

    private String string() {
        char quote = next();
        if (quote != '"' && quote != '\'') {
            throw new NotPython();
        }
        StringBuilder string = new StringBuilder();
        for (char c = next(); c != quote; c = next()) {
            if (c == '\\') {
                escape(next(), string);
            } else {
                string.append(c);
            }
        }
        return string.toString();
    }

    /** Python keeps the backslash of an escape it does not know. */
    private void escape(char c, StringBuilder string) {
        switch (c) {
            case '\n' -> {}
            case '\\', '\'', '"' -> string.append(c);
            case 'n' -> string.append('\n');
            case 't' -> string.append('\t');
            case 'r' -> string.append('\r');
            case 'b' -> string.append('\b');
            case 'f' -> string.append('\f');
            case 'x' -> string.append((char) hex(2));
            case 'u' -> string.append((char) hex(4));
            default -> string.append('\\').append(c);
        }
    }

    private int hex(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw new NotPython();
            }
            value = value * 16 + digit;
        }
        return value;
    }

    private void separator(char end) {
        if (!take(',') && peek() != end) {
            throw new NotPython();
        }
    }

    private void expect(char c) {
        if (!take(c)) {
            throw new NotPython();
        }
    }

    private boolean take(char c) {
        boolean found = peek() == c;
        if (found) {
            at++;
        }
        return found;
    }

    /** The next character that is not white space. */
    private char peek() {
        match(SPACE);
        char c = next();
        at--;
        return c;
    }

    private char next() {
        if (at == text.length()) {
            throw new NotPython();
        }
        return text.charAt(at++);
    }

    private String match(Pattern pattern) {
        if (pattern != SPACE) {
            peek();
        }
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw new NotPython();
        }
        at = matcher.end();
        return matcher.group();
    }

    /** Ends the attempt; never leaves this class. */
    private static final class NotPython extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotPython() {
            super("not a list of calls", null, false, false);
        }
    }
}

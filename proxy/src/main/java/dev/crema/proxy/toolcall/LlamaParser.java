package dev.crema.proxy.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.proxy.chat.ToolSpec;
import dev.crema.proxy.toolcall.ToolCallParser.Piece.Call;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ways of Llama 3: {@code {"name": …, "parameters": …}} at the start of the answer or after
 * {@code <|python_tag|>}, several of them with {@code ;} or white space between; {@code <function=name>{…}</function>}
 * anywhere; and a list {@code [name(key=value), …]} at the start.
 *
 * <p>An answer that only begins like a call becomes text again as soon as its first key, the named tool or the list's
 * first name shows that it is none. A call that stays text loses its tags only.
 */
public final class LlamaParser extends CharwiseParser {
    private static final String PYTHON_TAG = "<|python_tag|>";
    private static final String FUNCTION = "<function=";
    private static final String FUNCTION_END = "</function>";
    private static final List<String> MARKERS = List.of(PYTHON_TAG, FUNCTION, FUNCTION_END);

    private static final Pattern FIRST_KEY = Pattern.compile("\\s*\\{\\s*\"([^\"\\\\]*)\"");
    private static final Pattern CALL_KEYS = Pattern.compile("name|type|id|function|parameters|arguments");
    private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"([^\"\\\\]*)\"");
    private static final Pattern NAME_FIRST = Pattern.compile("\\s*\\{\\s*" + NAME.pattern());
    private static final Pattern LIST_HEAD = Pattern.compile("\\s*\\[\\s*([A-Za-z_][\\w.-]*)?\\s*(\\()?");
    private static final int LONGEST_NAME = 256;

    private enum State {
        START,
        TEXT,
        OBJECT,
        LIST,
        FUNCTION_NAME,
        FUNCTION_BODY,
        CALLED
    }

    private final KnownTools tools;
    private final MarkerMatcher markers = new MarkerMatcher(MARKERS);
    private final StringBuilder body = new StringBuilder();
    private BracketScanner scanner = BracketScanner.json();
    private State state = State.START;
    private boolean tagged;
    private String function = "";

    /** For an answer to a request with these tools. */
    public LlamaParser(List<ToolSpec> tools) {
        super(MARKERS);
        this.tools = new KnownTools(tools);
    }

    @Override
    void accept(char c) {
        switch (state) {
            case START -> acceptStart(c);
            case TEXT -> acceptText(c);
            case OBJECT -> acceptObject(c);
            case LIST -> acceptList(c);
            case FUNCTION_NAME -> acceptFunctionName(c);
            case FUNCTION_BODY -> acceptFunctionBody(c);
            case CALLED -> acceptCalled(c);
        }
    }

    private void acceptStart(char c) {
        if (c == '{') {
            begin(State.OBJECT, BracketScanner.json());
            acceptObject(c);
        } else if (c == '[') {
            begin(State.LIST, BracketScanner.python());
            acceptList(c);
        } else if (Character.isWhitespace(c)) {
            acceptText(c);
        } else {
            state = State.TEXT;
            acceptText(c);
        }
    }

    private void begin(State next, BracketScanner with) {
        state = next;
        body.setLength(0);
        scanner = with;
    }

    private void acceptText(char c) {
        String marker = markers.accept(c, pieces);
        if (PYTHON_TAG.equals(marker)) {
            state = State.START;
            tagged = true;
        } else if (FUNCTION.equals(marker)) {
            begin(State.FUNCTION_NAME, BracketScanner.json());
            tagged = true;
        }
    }

    private void acceptObject(char c) {
        body.append(c);
        scanner.accept(c);
        if (scanner.depth() == 0) {
            decideObject("");
        } else if (c == '"' && !tagged && scanner.depth() == 1 && !scanner.inString() && !mayBeCall()) {
            bodyIsText();
        }
    }

    private void decideObject(String missing) {
        Call call = tools.read(body + missing);
        if (call == null) {
            bodyIsText();
        } else {
            called(List.of(call));
        }
    }

    private boolean mayBeCall() {
        Matcher key = FIRST_KEY.matcher(body);
        Matcher name = NAME_FIRST.matcher(body);
        return (!key.lookingAt() || CALL_KEYS.matcher(key.group(1)).matches())
                && (!name.lookingAt() || tools.has(name.group(1)));
    }

    private void acceptList(char c) {
        body.append(c);
        scanner.accept(c);
        if (scanner.depth() == 0) {
            List<Call> calls = PythonicCalls.read(body.toString(), tools);
            if (calls.isEmpty()) {
                bodyIsText();
            } else {
                called(calls);
            }
        } else if (!mayBeList()) {
            bodyIsText();
        }
    }

    private boolean mayBeList() {
        Matcher head = LIST_HEAD.matcher(body);
        return head.lookingAt() && (head.group(2) == null ? head.end() == body.length() : tools.has(head.group(1)));
    }

    private void acceptFunctionName(char c) {
        if (c == '>') {
            function = body.toString();
            if (tools.has(function)) {
                begin(State.FUNCTION_BODY, BracketScanner.json());
            } else {
                bodyIsText();
            }
        } else if (Character.isWhitespace(c) || c == '<' || body.length() >= LONGEST_NAME) {
            bodyIsText();
            acceptText(c);
        } else {
            body.append(c);
        }
    }

    private void acceptFunctionBody(char c) {
        if (scanner.depth() == 0 && c != '{' && !Character.isWhitespace(c) && !mayBeFunctionEnd(c)) {
            body.insert(0, function);
            bodyIsText();
            acceptText(c);
            return;
        }
        body.append(c);
        scanner.accept(c);
        boolean ended = c == '>' && !scanner.inString() && dropFromEnd(body, FUNCTION_END);
        if (ended || (scanner.depth() == 0 && c == '}')) {
            decideFunction(scanner.missing());
        }
    }

    /** A call without arguments may have an empty body. */
    private boolean mayBeFunctionEnd(char c) {
        return FUNCTION_END.startsWith((body.toString() + c).strip());
    }

    private void decideFunction(String missing) {
        JsonNode arguments = LenientJson.parse(body + missing);
        boolean none = (body + missing).isBlank();
        Call call = none || arguments != null ? tools.call(function, arguments) : null;
        if (call == null) {
            body.insert(0, function);
            bodyIsText();
        } else {
            called(List.of(call));
        }
    }

    /** Between calls; a bracket too many goes the way of the separators. */
    private void acceptCalled(char c) {
        if (c == '{') {
            acceptStart(c);
        } else if (c != ';' && c != '}') {
            if (!Character.isWhitespace(c)) {
                state = State.TEXT;
            }
            acceptText(c);
        }
    }

    private void called(List<Call> calls) {
        calls.forEach(pieces::call);
        state = State.CALLED;
    }

    private void bodyIsText() {
        state = State.TEXT;
        tagged = false;
        pieces.textWithoutMarkers(body.toString());
    }

    @Override
    void end(boolean cut) {
        boolean object = state == State.OBJECT;
        if (cut && (tagged || namesTool())) {
            state = State.TEXT;
        } else if (object && !cut && !scanner.inString()) {
            decideObject(scanner.missing());
        } else if (state == State.FUNCTION_BODY) {
            body.insert(0, function);
            bodyIsText();
        } else if (object || state == State.LIST || state == State.FUNCTION_NAME) {
            bodyIsText();
        }
        markers.end(pieces);
    }

    private boolean namesTool() {
        Matcher name = (state == State.LIST ? LIST_HEAD : NAME).matcher(body);
        return name.find() && name.group(1) != null && tools.has(name.group(1));
    }
}

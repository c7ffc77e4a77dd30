package dev.crema.proxy.toolcall;

import dev.crema.proxy.chat.ToolSpec;
import java.util.List;

/**
 * {@code <tool_call>{"name": …, "arguments": …}</tool_call>}, as Hermes, Qwen 2.5 and 3, SmolLM and Granite 4 write it.
 *
 * <p>The call counts as soon as its JSON object is complete; brackets missing before the closing tag, or at a clean end,
 * are added. What stands between the tags and is no call of a known tool stays text, without the tags.
 */
public final class HermesParser extends CharwiseParser {
    private static final String OPEN = "<tool_call>";
    private static final String CLOSE = "</tool_call>";

    private enum State {
        TEXT,
        OPENED,
        BODY,
        CALLED
    }

    private final KnownTools tools;
    private final MarkerMatcher markers = new MarkerMatcher(List.of(OPEN, CLOSE));
    private final StringBuilder body = new StringBuilder();
    private BracketScanner scanner = BracketScanner.json();
    private State state = State.TEXT;

    /** For an answer to a request with these tools. */
    public HermesParser(List<ToolSpec> tools) {
        super(List.of(OPEN, CLOSE));
        this.tools = new KnownTools(tools);
    }

    @Override
    void accept(char c) {
        switch (state) {
            case TEXT -> acceptText(c);
            case OPENED -> acceptOpened(c);
            case BODY -> acceptBody(c);
            case CALLED -> acceptCalled(c);
        }
    }

    private void acceptText(char c) {
        if (OPEN.equals(markers.accept(c, pieces))) {
            open();
        }
    }

    private void open() {
        state = State.OPENED;
        body.setLength(0);
        scanner = BracketScanner.json();
    }

    private void acceptOpened(char c) {
        if (c == '{') {
            state = State.BODY;
            acceptBody(c);
        } else if (Character.isWhitespace(c)) {
            body.append(c);
        } else {
            state = State.TEXT;
            pieces.text(body);
            acceptText(c);
        }
    }

    private void acceptBody(char c) {
        body.append(c);
        scanner.accept(c);
        if (scanner.depth() == 0) {
            decide("");
        } else if (c == '>' && !scanner.inString()) {
            if (dropFromEnd(body, CLOSE)) {
                decide(scanner.missing());
            } else if (dropFromEnd(body, OPEN)) {
                decide(scanner.missing());
                open();
            }
        }
    }

    private void decide(String missing) {
        var call = tools.read(body + missing);
        if (call == null) {
            state = State.TEXT;
            pieces.textWithoutMarkers(body.toString());
        } else {
            state = State.CALLED;
            pieces.call(call);
        }
    }

    /** Small models close one bracket too many. */
    private void acceptCalled(char c) {
        if (c == '}') {
            return;
        }
        if (!Character.isWhitespace(c)) {
            state = State.TEXT;
        }
        acceptText(c);
    }

    @Override
    void end(boolean cut) {
        while (!cut && state == State.BODY) {
            endBody();
        }
        if (!cut && state == State.OPENED) {
            pieces.text(body);
        }
        markers.end(pieces);
    }

    /** A string that was never closed has swallowed what followed: its object is text, the rest is read again. */
    private void endBody() {
        var call = scanner.inString() ? null : tools.read(body + scanner.missing());
        if (call != null) {
            state = State.CALLED;
            pieces.call(call);
            return;
        }
        String rest = body.substring(1);
        state = State.TEXT;
        acceptText(body.charAt(0));
        for (int i = 0; i < rest.length(); i++) {
            accept(rest.charAt(i));
        }
    }
}

package dev.crema.proxy.backend.embedded;

import dev.crema.proxy.backend.embedded.Prompt.Start;

/**
 * Separates the reasoning at the start of an answer from the answer. However the text is cut, what comes out is the same
 * text. Reasoning is recognised only at the start: later on, the markers are something the model talks about. White space
 * around the markers is the template's and left out. One thread.
 */
final class ReasoningSplitter {
    private final ThinkMarkers markers;
    private final Output out;
    private final StringBuilder held = new StringBuilder();
    private State state;

    /** Takes the two kinds of text; called by {@link #feed} and {@link #finish}. */
    interface Output {
        /** More reasoning. */
        void thinking(String text);

        /** More of the answer. */
        void text(String text);
    }

    private enum State {
        START,
        REASONING_STARTS,
        REASONING,
        ANSWER_STARTS,
        ANSWER
    }

    ReasoningSplitter(ThinkMarkers markers, Start start, Output out) {
        this.markers = markers;
        this.out = out;
        this.state = switch (start) {
            case OPEN -> State.START;
            case REASONING -> State.REASONING_STARTS;
            case ANSWER -> State.ANSWER;
        };
    }

    /** Whether everything so far was reasoning and the space after it. */
    boolean reasoning() {
        return switch (state) {
            case REASONING_STARTS, REASONING, ANSWER_STARTS -> true;
            case START, ANSWER -> false;
        };
    }

    /** Takes more text and passes on what has become certain. */
    void feed(String text) {
        held.append(text);
        boolean moved = true;
        while (moved) {
            State before = state;
            step();
            moved = state != before;
        }
    }

    /** The text has ended: what was held back was not a marker. */
    void finish() {
        if (state == State.START) {
            state = State.ANSWER;
        }
        emit(held.length());
    }

    private void step() {
        switch (state) {
            case START -> start();
            case REASONING_STARTS -> skipSpace(State.REASONING);
            case REASONING -> reason();
            case ANSWER_STARTS -> skipSpace(State.ANSWER);
            case ANSWER -> emit(held.length());
        }
    }

    private void start() {
        String text = held.toString().stripLeading();
        if (text.startsWith(markers.open())) {
            held.delete(0, held.length() - text.length() + markers.open().length());
            state = State.REASONING_STARTS;
        } else if (!markers.open().startsWith(text)) {
            state = State.ANSWER;
        }
    }

    private void skipSpace(State next) {
        int text = 0;
        while (text < held.length() && Character.isWhitespace(held.charAt(text))) {
            text++;
        }
        held.delete(0, text);
        if (!held.isEmpty()) {
            state = next;
        }
    }

    private void reason() {
        int close = held.indexOf(markers.close());
        if (close < 0) {
            emit(certain(held.length() - partialClose()));
            return;
        }
        int after = close + markers.close().length();
        String reasoning = held.substring(0, certain(close));
        held.delete(0, after);
        if (!reasoning.isEmpty()) {
            out.thinking(reasoning);
        }
        state = State.ANSWER_STARTS;
    }

    /** Length of the longest end of the held text that may begin the closing marker. */
    private int partialClose() {
        for (int length = Math.min(held.length(), markers.close().length() - 1); length > 0; length--) {
            if (markers.close().startsWith(held.substring(held.length() - length))) {
                return length;
            }
        }
        return 0;
    }

    /** Without the white space before {@code end}, which may belong to the closing marker. */
    private int certain(int end) {
        int certain = end;
        while (certain > 0 && Character.isWhitespace(held.charAt(certain - 1))) {
            certain--;
        }
        return certain;
    }

    private void emit(int length) {
        if (length == 0) {
            return;
        }
        String text = held.substring(0, length);
        held.delete(0, length);
        if (state == State.REASONING) {
            out.thinking(text);
        } else {
            out.text(text);
        }
    }
}

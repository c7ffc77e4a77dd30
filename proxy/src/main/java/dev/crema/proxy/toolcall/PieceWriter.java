package dev.crema.proxy.toolcall;

import dev.crema.proxy.toolcall.ToolCallParser.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Collects what a parser has found and keeps the promises about text: no marker in it, not even one that forms when a
 * marker between its halves is taken out; blank text beside calls is dropped; the line break before a call belongs to
 * the call, because templates write it again when they render the call.
 */
final class PieceWriter {
    private final List<String> markers;
    private final int longest;
    private final List<Piece> ready = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder heldSpace = new StringBuilder();
    private final StringBuilder tail = new StringBuilder();
    private boolean blank = true;
    private boolean called;

    /** Markers hold no white space. */
    PieceWriter(List<String> markers) {
        this.markers = List.copyOf(markers);
        this.longest = markers.stream().mapToInt(String::length).max().orElse(0);
    }

    void text(CharSequence chars) {
        for (int i = 0; i < chars.length(); i++) {
            text(chars.charAt(i));
        }
    }

    /** Text that may name markers inside, as the arguments of a call that stays text may. */
    void textWithoutMarkers(String chars) {
        String rest = chars;
        for (String marker : markers) {
            rest = rest.replace(marker, "");
        }
        text(rest);
    }

    void text(char c) {
        if (completesMarker(c)) {
            return;
        }
        boolean hold = blank ? Character.isWhitespace(c) : c == '\n';
        if (!blank || !hold) {
            releaseSpace();
        }
        if (hold) {
            heldSpace.append(c);
        } else {
            blank = false;
            append(c);
        }
    }

    private boolean completesMarker(char c) {
        if (!heldSpace.isEmpty()) {
            return false;
        }
        for (String marker : markers) {
            int before = marker.length() - 1;
            if (marker.charAt(before) == c
                    && tail.length() >= before
                    && marker.startsWith(tail.substring(tail.length() - before))) {
                return true;
            }
        }
        return false;
    }

    private void releaseSpace() {
        for (int i = 0; i < heldSpace.length(); i++) {
            append(heldSpace.charAt(i));
        }
        heldSpace.setLength(0);
    }

    private void append(char c) {
        text.append(c);
        tail.append(c);
        if (tail.length() > 2 * longest) {
            tail.delete(0, tail.length() - longest);
        }
    }

    void call(Piece.Call call) {
        heldSpace.setLength(0);
        blank = true;
        called = true;
        flushText();
        ready.add(call);
    }

    /** The text has ended. */
    void end() {
        if (!called || !blank) {
            releaseSpace();
        }
        heldSpace.setLength(0);
    }

    /** Passes on everything found so far. */
    void drain(Consumer<Piece> out) {
        flushText();
        ready.forEach(out);
        ready.clear();
    }

    private void flushText() {
        if (!text.isEmpty()) {
            ready.add(new Piece.Text(text.toString()));
            text.setLength(0);
        }
    }
}

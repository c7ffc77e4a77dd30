package dev.crema.proxy.toolcall;

import java.util.List;
import java.util.function.Consumer;

/** A parser that decides character by character, so that how the text was cut cannot change the result. */
abstract class CharwiseParser implements ToolCallParser {
    /** What was found. */
    final PieceWriter pieces;

    CharwiseParser(List<String> markers) {
        this.pieces = new PieceWriter(markers);
    }

    /** Takes one character. */
    abstract void accept(char c);

    /** Settles what is still open. */
    abstract void end(boolean cut);

    @Override
    public final void feed(String text, Consumer<Piece> out) {
        for (int i = 0; i < text.length(); i++) {
            accept(text.charAt(i));
        }
        pieces.drain(out);
    }

    @Override
    public final void finish(boolean cut, Consumer<Piece> out) {
        end(cut);
        pieces.end();
        pieces.drain(out);
    }

    /** Takes the marker off the end of the text, if it is there. */
    static boolean dropFromEnd(StringBuilder text, String marker) {
        int start = text.length() - marker.length();
        boolean found = start >= 0 && text.indexOf(marker, start) == start;
        if (found) {
            text.setLength(start);
        }
        return found;
    }
}

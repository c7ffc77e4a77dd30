package dev.crema.proxy.toolcall;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/**
 * Finds tool calls in text that arrives in pieces. However the text is cut, the output is the same; no marker leaks into
 * text; a call that names no known tool stays text. One thread.
 */
public interface ToolCallParser {
    /** Takes more text and passes on what has become certain. */
    void feed(String text, Consumer<Piece> out);

    /**
     * The text has ended.
     *
     * @param cut whether it was cut off (max_tokens, window) rather than ended by the model: an incomplete call is then
     *     dropped instead of becoming text
     */
    void finish(boolean cut, Consumer<Piece> out);

    /** What was found. */
    sealed interface Piece {
        /** Ordinary text. */
        record Text(String text) implements Piece {}

        /** A complete call of a known tool, arguments coerced to its schema. */
        record Call(String name, ObjectNode arguments) implements Piece {}
    }
}

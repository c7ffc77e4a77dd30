package dev.crema.proxy.toolcall;

import java.util.function.Consumer;

/** For requests without tools: everything is text, whatever it looks like. */
public final class PlainParser implements ToolCallParser {
    @Override
    public void feed(String text, Consumer<Piece> out) {
        if (!text.isEmpty()) {
            out.accept(new Piece.Text(text));
        }
    }

    @Override
    public void finish(boolean cut, Consumer<Piece> out) {}
}

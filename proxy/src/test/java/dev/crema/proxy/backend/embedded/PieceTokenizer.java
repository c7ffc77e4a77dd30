package dev.crema.proxy.backend.embedded;

import dev.crema.mlx.tokenizer.StreamingDetokenizer;
import dev.crema.mlx.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A token per character for prompts, and a token per piece for scripted answers. */
final class PieceTokenizer implements Tokenizer {
    private static final int FIRST_PIECE = 1 << 16;

    private final List<String> pieces = new ArrayList<>();

    /** The id of a piece of a scripted answer. */
    int idOf(String piece) {
        if (!pieces.contains(piece)) {
            pieces.add(piece);
        }
        return FIRST_PIECE + pieces.indexOf(piece);
    }

    @Override
    public int[] encode(String text) {
        return text.chars().toArray();
    }

    @Override
    public String decode(int[] ids, boolean skipSpecial) {
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            if (id < FIRST_PIECE) {
                text.append((char) id);
            } else {
                text.append(pieces.get(id - FIRST_PIECE));
            }
        }
        return text.toString();
    }

    @Override
    public Set<Integer> endOfTurn() {
        return Set.of(0);
    }

    @Override
    public int vocabularySize() {
        return FIRST_PIECE + pieces.size();
    }

    @Override
    public StreamingDetokenizer detokenizer() {
        throw new UnsupportedOperationException("Scripted answers are text already");
    }

    @Override
    public void close() {}
}

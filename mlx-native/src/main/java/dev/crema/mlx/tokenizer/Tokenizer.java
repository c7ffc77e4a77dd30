package dev.crema.mlx.tokenizer;

import java.util.Set;

/** A model's tokenizer. Safe from any thread. */
public interface Tokenizer extends AutoCloseable {
    /**
     * Token ids of a text in which special tokens are recognised; none are added. Rendered chat templates bring their own.
     */
    int[] encode(String text);

    /** The text of token ids; special tokens are left out if {@code skipSpecial}. */
    String decode(int[] ids, boolean skipSpecial);

    /** Tokens that end the model's turn. */
    Set<Integer> endOfTurn();

    /** Number of ids, added tokens included. */
    int vocabularySize();

    /** A detokenizer for one stream of sampled tokens. */
    StreamingDetokenizer detokenizer();

    /** Frees the native tokenizer. */
    @Override
    void close();
}

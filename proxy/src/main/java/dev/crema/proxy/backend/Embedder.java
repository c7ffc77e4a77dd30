package dev.crema.proxy.backend;

import java.util.List;

/** Turns texts into vectors whose angles tell how alike the texts are. Safe from any thread. */
public interface Embedder {
    /** Its name on the wire. */
    String modelId();

    /** What its vectors depend on: weights, tokenizer, pooling. Vectors of two identities must not be compared. */
    String identity();

    /** Numbers of each vector. */
    int dimensions();

    /**
     * One vector for each text, of length 1.
     *
     * @throws dev.crema.proxy.chat.ChatException if it cannot: stopping, overloaded
     */
    List<float[]> embed(List<String> texts);

    /** Tokens of a text. */
    int countTokens(String text);
}

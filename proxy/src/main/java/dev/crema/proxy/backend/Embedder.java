package dev.crema.proxy.backend;

import java.util.List;

/** Turns texts into vectors whose dot product is their similarity. Safe from any thread. */
public interface Embedder {
    /** The model's name. */
    String modelId();

    /** What the vectors depend on; those of two identities must not be compared. */
    String identity();

    /** Numbers of a vector. */
    int dimensions();

    /**
     * A vector of length 1 for each text, in their order.
     *
     * @throws dev.crema.proxy.chat.ChatException if a text is too long or too many callers wait
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted or the model closed meanwhile
     */
    List<float[]> embed(List<String> texts);

    /** Tokens of a text as the model counts them. */
    int countTokens(String text);
}

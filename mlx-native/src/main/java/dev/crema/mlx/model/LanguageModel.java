package dev.crema.mlx.model;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.kv.Batch;
import dev.crema.mlx.kv.KvLayout;

/** A decoder-only language model with its weights. */
public interface LanguageModel extends AutoCloseable {
    /**
     * One forward pass: appends the rows to their sequences' caches.
     *
     * @param tokens int32 [rows]
     * @return hidden states after the final norm [rows, hidden size]
     */
    MlxArray forward(MlxArray tokens, Batch batch);

    /**
     * Logits of hidden states.
     *
     * @param hidden [rows, hidden size]
     * @return float32 or the model's type [rows, vocabulary]
     */
    MlxArray logits(MlxArray hidden);

    /** The shape of its keys and values. */
    KvLayout kvLayout();

    /** Frees the weights. */
    @Override
    void close();
}

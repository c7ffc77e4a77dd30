package dev.crema.mlx.tokenizer;

/** Turns sampled tokens into text as soon as it is certain. One stream, one thread at a time. */
public interface StreamingDetokenizer {
    /** Adds a token; returns the text that became certain: never half a character, never a special token's text. */
    String add(int id);

    /** Returns what was still held back. */
    String finish();
}

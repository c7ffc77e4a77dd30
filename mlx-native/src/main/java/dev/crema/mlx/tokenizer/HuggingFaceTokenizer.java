package dev.crema.mlx.tokenizer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * A tokenizer from Hugging Face's {@code tokenizer.json}, encoded and decoded by their Rust library. It adds no special
 * tokens unless asked to, truncates and pads nothing, and never uses the network.
 *
 * <p>The native library lies in DJL's jar and is unpacked once: into the folder of {@link #unpackNativeLibraryInto}, else
 * of the property or variable {@code ENGINE_CACHE_DIR}, else {@code DJL_CACHE_DIR}, else {@code ~/.djl.ai}.
 */
public final class HuggingFaceTokenizer implements Tokenizer {
    private final NativeTokenizer tokenizer;
    private final TokenizerJson facts;
    private final Set<Integer> endOfTurn;

    private HuggingFaceTokenizer(NativeTokenizer tokenizer, TokenizerJson facts, Set<Integer> endOfTurn) {
        this.tokenizer = tokenizer;
        this.facts = facts;
        this.endOfTurn = endOfTurn;
    }

    /**
     * Loads a tokenizer.
     *
     * @param tokenizerJson the content of {@code tokenizer.json}
     * @param endOfTurn tokens that end the model's turn
     * @throws TokenizerException if the content is damaged or of an unknown kind, or the native library does not load
     */
    public static HuggingFaceTokenizer of(String tokenizerJson, Set<Integer> endOfTurn) {
        TokenizerJson facts = facts(tokenizerJson);
        try {
            return new HuggingFaceTokenizer(new NativeTokenizer(tokenizerJson), facts, Set.copyOf(endOfTurn));
        } catch (RuntimeException | LinkageError e) {
            throw new TokenizerException(
                    "The tokenizer could not be loaded: " + e.getMessage()
                            + ". If the model's tokenizer.json is newer than this version of Crema, update Crema;"
                            + " else download the model again.",
                    e);
        }
    }

    private static TokenizerJson facts(String tokenizerJson) {
        try {
            return TokenizerJson.read(tokenizerJson);
        } catch (IOException e) {
            throw new TokenizerException(
                    "The model's tokenizer.json is damaged: " + e.getMessage() + ". Download the model again.", e);
        }
    }

    /** Sets the folder the native library is unpacked into; to be called before the first tokenizer is made. */
    public static void unpackNativeLibraryInto(Path folder) {
        NativeTokenizer.unpackInto(folder);
    }

    @Override
    public int[] encode(String text) {
        return tokenizer.encode(text, false);
    }

    /** Token ids of a text between the special tokens that the model's training put around it, as encoders want it. */
    public int[] encodeWithSpecial(String text) {
        return tokenizer.encode(text, true);
    }

    @Override
    public String decode(int[] ids, boolean skipSpecial) {
        return tokenizer.decode(ids, skipSpecial);
    }

    @Override
    public Set<Integer> endOfTurn() {
        return endOfTurn;
    }

    /** One more than the highest id. */
    @Override
    public int vocabularySize() {
        return facts.size();
    }

    @Override
    public StreamingDetokenizer detokenizer() {
        return new PrefixDetokenizer(ids -> tokenizer.decode(ids, true), facts.specialIds());
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}

package dev.crema.mlx.tokenizer;

import java.nio.file.*;
import java.util.*;

/** Temp. */
public final class HuggingFaceTokenizer implements Tokenizer {
    private final ai.djl.huggingface.tokenizers.HuggingFaceTokenizer t;
    private final Set<Integer> eot;

    private HuggingFaceTokenizer(ai.djl.huggingface.tokenizers.HuggingFaceTokenizer t, Set<Integer> e) {
        this.t = t;
        this.eot = e;
    }
    /** x. */
    public static HuggingFaceTokenizer of(String json, Set<Integer> e) {
        try {
            return new HuggingFaceTokenizer(
                    ai.djl.huggingface.tokenizers.HuggingFaceTokenizer.newInstance(
                            new java.io.ByteArrayInputStream(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false")),
                    e);
        } catch (java.io.IOException x) {
            throw new IllegalStateException(x);
        }
    }

    @Override
    public int[] encode(String s) {
        return Arrays.stream(t.encode(s, false, false).getIds())
                .mapToInt(i -> (int) i)
                .toArray();
    }

    @Override
    public String decode(int[] ids, boolean skip) {
        return t.decode(Arrays.stream(ids).asLongStream().toArray(), skip);
    }

    @Override
    public Set<Integer> endOfTurn() {
        return eot;
    }

    @Override
    public int vocabularySize() {
        return 0;
    }

    @Override
    public StreamingDetokenizer detokenizer() {
        return new StreamingDetokenizer() {
            @Override
            public String add(int id) {
                return decode(new int[] {id}, true);
            }

            @Override
            public String finish() {
                return "";
            }
        };
    }

    @Override
    public void close() {
        t.close();
    }
}

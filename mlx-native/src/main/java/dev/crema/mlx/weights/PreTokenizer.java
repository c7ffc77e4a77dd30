package dev.crema.mlx.weights;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How byte-level BPE vocabularies cut text into words before merging. A GGUF file only names the way
 * ({@code tokenizer.ggml.pre}); the expressions are those of the models' own tokenizer.json files.
 */
enum PreTokenizer {
    /** GPT-2's words. */
    GPT2(Set.of("gpt-2", "phi-2"), null, false, false, false),
    /** GPT-2's words, every digit a word of its own. */
    DIGITS(Set.of("smollm", "starcoder"), null, true, false, false),
    /** Llama 3: numbers in threes; a word that is a token is taken whole. */
    LLAMA3(Set.of("llama-bpe", "llama3", "llama-v3"), words("{1,3}"), false, true, false),
    /** Qwen 2 and 3: digits one by one, composed characters. */
    QWEN2(Set.of("qwen2", "deepseek-r1-qwen"), words(""), false, false, true);

    private final Set<String> names;
    private final @Nullable String expression;
    private final boolean digits;
    private final boolean ignoresMerges;
    private final boolean composes;

    PreTokenizer(
            Set<String> names, @Nullable String expression, boolean digits, boolean ignoresMerges, boolean composes) {
        this.names = names;
        this.expression = expression;
        this.digits = digits;
        this.ignoresMerges = ignoresMerges;
        this.composes = composes;
    }

    /**
     * The way of that name.
     *
     * @throws ModelFormatException for one that Crema does not know; guessing would change the model's answers silently
     */
    static PreTokenizer of(Path file, @Nullable String name) {
        if (name == null) {
            throw new ModelFormatException(file + " does not say how its tokenizer splits text (tokenizer.ggml.pre);"
                    + " it was made by an old converter. Get a newer GGUF, or an MLX version of the model.");
        }
        return Arrays.stream(values())
                .filter(way -> way.names.contains(name))
                .findFirst()
                .orElseThrow(() -> new ModelFormatException(file + " splits text in the way \"" + name
                        + "\" (tokenizer.ggml.pre); Crema knows " + allNames()
                        + ". Get an MLX (safetensors) version of the model."));
    }

    /** Whether a word that is a token is never cut and merged. */
    boolean ignoresMerges() {
        return ignoresMerges;
    }

    /** Whether characters are composed (NFC) first. */
    boolean composes() {
        return composes;
    }

    /** The {@code pre_tokenizer} of tokenizer.json. */
    ObjectNode json() {
        if (expression == null && !digits) {
            return byteLevel(true);
        }
        ObjectNode sequence = JsonNodeFactory.instance.objectNode();
        sequence.put("type", "Sequence");
        ArrayNode steps = sequence.putArray("pretokenizers");
        if (digits) {
            steps.addObject().put("type", "Digits").put("individual_digits", true);
        }
        if (expression != null) {
            ObjectNode split = steps.addObject().put("type", "Split");
            split.putObject("pattern").put("Regex", expression);
            split.put("behavior", "Isolated").put("invert", false);
        }
        steps.add(byteLevel(expression == null));
        return sequence;
    }

    /** The step that writes bytes as letters, with or without GPT-2's own splitting. */
    static ObjectNode byteLevel(boolean split) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", split);
    }

    private static String words(String digitRun) {
        return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}" + digitRun
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }

    private static Set<String> allNames() {
        Set<String> all = new TreeSet<>();
        Arrays.stream(values()).forEach(way -> all.addAll(way.names));
        return all;
    }
}

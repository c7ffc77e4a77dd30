package dev.crema.mlx.weights;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds the {@code tokenizer.json} (Hugging Face tokenizers' format) that a GGUF file's vocabulary was made from:
 * byte-level BPE, or SentencePiece BPE with byte fallback.
 */
final class GgufTokenizer {
    private static final String PREFIX = "tokenizer.ggml.";
    private static final String TEMPLATE = "tokenizer.chat_template";

    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;

    private final GgufFile file;
    private final GgufMetadata metadata;
    private final List<String> tokens;
    private final @Nullable List<Long> types;

    GgufTokenizer(GgufFile file) {
        this.file = file;
        this.metadata = file.metadata();
        this.tokens = metadata.requiredList(PREFIX + "tokens", String.class);
        this.types = metadata.list(PREFIX + "token_type", Long.class);
        if (types != null && types.size() != tokens.size()) {
            throw new ModelFormatException(file.path() + " is corrupt: it has " + tokens.size() + " tokens and "
                    + types.size() + " token types. Download it again.");
        }
    }

    /**
     * The text of {@code tokenizer.json}.
     *
     * @throws ModelFormatException if the file's tokenizer is of a kind that cannot be rebuilt
     */
    String json() {
        String model = metadata.requiredString(PREFIX + "model");
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("version", "1.0");
        root.putNull("truncation");
        root.putNull("padding");
        root.set("added_tokens", addedTokens());
        switch (model) {
            case "gpt2" -> putByteLevel(root);
            case "llama" -> putSentencePiece(root);
            default ->
                throw new ModelFormatException(file.path() + " has a tokenizer of the kind " + model
                        + "; Crema can rebuild gpt2 and llama. Get an MLX (safetensors) version of the model.");
        }
        return root.toString();
    }

    /** The chat templates by name; the usual one is called {@code default}. */
    Map<String, String> chatTemplates() {
        Map<String, String> templates = new LinkedHashMap<>();
        for (String key : metadata.keys()) {
            if (key.equals(TEMPLATE)) {
                templates.put(ChatTemplates.DEFAULT, metadata.requiredString(key));
            } else if (key.startsWith(TEMPLATE + ".")) {
                templates.put(key.substring(TEMPLATE.length() + 1), metadata.requiredString(key));
            }
        }
        return templates;
    }

    /** Texts of the special tokens under Hugging Face's names, for example {@code bos_token}. */
    Map<String, String> specialTokens() {
        Map<String, String> named = new TreeMap<>();
        Map.of("bos", "bos_token", "eos", "eos_token", "unknown", "unk_token", "padding", "pad_token")
                .forEach((ggml, name) -> {
                    String token = token(ggml);
                    if (token != null) {
                        named.put(name, token);
                    }
                });
        return named;
    }

    /** Ids that the metadata declare as ends: of text, of turn, of message. */
    List<Integer> declaredEnds() {
        return List.of("eos", "eot", "eom").stream()
                .map(name -> metadata.integer(PREFIX + name + "_token_id"))
                .filter(OptionalLong::isPresent)
                .map(id -> (int) id.getAsLong())
                .toList();
    }

    private @Nullable String token(String name) {
        OptionalLong id = metadata.integer(PREFIX + name + "_token_id");
        return id.isPresent() && id.getAsLong() >= 0 && id.getAsLong() < tokens.size()
                ? tokens.get((int) id.getAsLong())
                : null;
    }

    private int type(int id) {
        return types == null ? NORMAL : types.get(id).intValue();
    }

    private ArrayNode addedTokens() {
        ArrayNode added = JsonNodeFactory.instance.arrayNode();
        for (int id = 0; id < tokens.size(); id++) {
            int type = type(id);
            if (type == UNKNOWN || type == CONTROL || type == USER_DEFINED) {
                added.addObject()
                        .put("id", id)
                        .put("content", tokens.get(id))
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", type != USER_DEFINED);
            }
        }
        return added;
    }

    private void putByteLevel(ObjectNode root) {
        PreTokenizer split = PreTokenizer.of(file.path(), metadata.string(PREFIX + "pre"));
        if (split.composes()) {
            root.putObject("normalizer").put("type", "NFC");
        } else {
            root.putNull("normalizer");
        }
        root.set("pre_tokenizer", split.json());
        root.putNull("post_processor");
        root.set("decoder", PreTokenizer.byteLevel(true));
        ObjectNode model = model(root);
        model.putNull("unk_token");
        model.put("fuse_unk", false);
        model.put("byte_fallback", false);
        model.put("ignore_merges", split.ignoresMerges());
        putVocabulary(model);
        ArrayNode merges = model.putArray("merges");
        metadata.requiredList(PREFIX + "merges", String.class).forEach(merges::add);
    }

    private void putSentencePiece(ObjectNode root) {
        boolean prefixed = metadata.flag(PREFIX + "add_space_prefix", true);
        root.set("normalizer", SentencePieceRules.normalizer(prefixed));
        root.putNull("pre_tokenizer");
        root.putNull("post_processor");
        root.set("decoder", SentencePieceRules.decoder(prefixed));
        ObjectNode model = model(root);
        String unknown = token("unknown");
        if (unknown == null) {
            model.putNull("unk_token");
        } else {
            model.put("unk_token", unknown);
        }
        model.put("fuse_unk", true);
        model.put("byte_fallback", true);
        model.put("ignore_merges", false);
        putVocabulary(model);
        List<Float> scores = metadata.requiredList(PREFIX + "scores", Float.class);
        model.set("merges", SentencePieceRules.merges(file.path(), tokens, scores, id -> type(id) == NORMAL));
    }

    private static ObjectNode model(ObjectNode root) {
        ObjectNode model = root.putObject("model");
        model.put("type", "BPE");
        model.putNull("dropout");
        model.putNull("continuing_subword_prefix");
        model.putNull("end_of_word_suffix");
        return model;
    }

    private void putVocabulary(ObjectNode model) {
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < tokens.size(); id++) {
            vocabulary.put(tokens.get(id), id);
        }
    }
}

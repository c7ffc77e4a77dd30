package dev.crema.mlx.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model on disk: configuration, weights, tokenizer and chat template, whatever the layout. Opening reads the small
 * files only; weights are mapped when asked for. Safe from any thread.
 */
public sealed interface ModelFolder extends AutoCloseable permits HuggingFaceFolder, GgufModel {
    /**
     * Opens a folder of Hugging Face's or MLX's layout, a GGUF file, or a folder with exactly one GGUF file.
     *
     * @throws ModelFormatException if there is no model there, or it is damaged or of a kind that Crema cannot load
     */
    static ModelFolder open(Path folderOrGguf) {
        Path path = folderOrGguf.toAbsolutePath().normalize();
        if (Files.isRegularFile(path)) {
            return ofFile(path);
        }
        if (!Files.isDirectory(path)) {
            throw new ModelFormatException(path + " does not exist. Check the path. " + Folders.WHAT_IS_NEEDED);
        }
        if (HuggingFaceFolder.isOne(path)) {
            return HuggingFaceFolder.open(path);
        }
        List<Path> ggufs = Folders.filesEndingWith(path, ".gguf");
        return switch (ggufs.size()) {
            case 0 -> throw Folders.noModel(path);
            case 1 -> GgufModel.open(ggufs.getFirst());
            default ->
                throw new ModelFormatException(path + " has " + ggufs.size() + " GGUF files, from "
                        + Folders.named(ggufs.getFirst()) + " to " + Folders.named(ggufs.getLast())
                        + ". Pass the path of the one to load; a model split into parts must be joined first with"
                        + " llama.cpp's \"llama-gguf-split --merge\".");
        };
    }

    /** Whether a folder holds a configuration and every safetensors file that belongs to it. Reads small files only. */
    static boolean isComplete(Path folder) {
        return HuggingFaceFolder.isComplete(folder);
    }

    private static ModelFolder ofFile(Path file) {
        if (Folders.named(file).endsWith(".gguf")) {
            return GgufModel.open(file);
        }
        throw new ModelFormatException(file + " is a file but not a GGUF one. For safetensors weights pass the folder"
                + " they are in. " + Folders.WHAT_IS_NEEDED);
    }

    /** The model's name: the folder's, or the GGUF file's without its ending. */
    String id();

    /** The content of {@code config.json}, or its equal made from GGUF metadata. Not to be modified. */
    JsonNode config();

    /**
     * The weights, mapped at the first call. They are closed with this folder, or earlier by the caller once loaded;
     * the rest of the folder stays usable then.
     *
     * @throws ModelFormatException if files are missing or damaged
     */
    WeightSource weights();

    /**
     * The content of {@code tokenizer.json}, or its equal made from GGUF metadata.
     *
     * @throws ModelFormatException if there is none or it cannot be made
     */
    String tokenizerJson();

    /**
     * Jinja sources of the chat templates by name; {@code default} is the usual one, {@code tool_use} one for tools
     * where a model has its own. Empty for models without.
     */
    Map<String, String> chatTemplates();

    /**
     * The Jinja source of the default chat template.
     *
     * @throws ModelFormatException if the model has none
     */
    default String chatTemplate() {
        String template = chatTemplates().get(ChatTemplates.DEFAULT);
        if (template == null) {
            throw new ModelFormatException("Model " + id() + " has no chat template, so it cannot hold a conversation."
                    + " Use its instruct or chat version, or put a chat_template.jinja into its folder.");
        }
        return template;
    }

    /** Texts of the special tokens that templates refer to, by name, for example {@code bos_token}. */
    Map<String, String> specialTokens();

    /**
     * Tokens that end the model's turn: those declared, and well-known ones of its vocabulary.
     *
     * @throws ModelFormatException as {@link #tokenizerJson()} does
     */
    Set<Integer> endOfTurn();

    /**
     * A hash that changes when the model's files change (names, sizes, times, configuration): what cached keys and
     * values belong to.
     */
    String identity();

    /** Bytes that the weights take once loaded. */
    long weightBytes();

    /**
     * What the headers of the weight files say.
     *
     * @throws ModelFormatException as {@link #weights()} does
     */
    WeightSummary summary();

    /** Unmaps the weights. */
    @Override
    void close();
}

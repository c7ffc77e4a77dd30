package dev.crema.mlx.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A folder as Hugging Face and MLX lay it out: config.json, safetensors, tokenizer.json and their companions. */
final class HuggingFaceFolder implements ModelFolder {
    private static final String CONFIG = "config.json";
    private static final String TOKENIZER = "tokenizer.json";

    private final Path folder;
    private final ObjectNode config;
    private final ObjectNode generationConfig;
    private final ObjectNode tokenizerConfig;
    private final List<Path> weightFiles;
    private @Nullable WeightSource weights;

    private HuggingFaceFolder(Path folder) {
        this.folder = folder;
        this.config = Json.object(folder.resolve(CONFIG));
        this.generationConfig = Json.objectIfPresent(folder.resolve("generation_config.json"));
        this.tokenizerConfig = Json.objectIfPresent(folder.resolve("tokenizer_config.json"));
        this.weightFiles = SafetensorsSource.files(folder);
    }

    /** Whether a folder has this layout: safetensors tell, as folders of GGUF files may have a config.json too. */
    static boolean isOne(Path folder) {
        return Files.exists(folder.resolve(SafetensorsSource.INDEX))
                || !Folders.filesEndingWith(folder, ".safetensors").isEmpty();
    }

    /** Whether nothing is missing: a configuration, and the weights or all shards that their index names. */
    static boolean isComplete(Path folder) {
        if (!Files.isRegularFile(folder.resolve(CONFIG))) {
            return false;
        }
        try {
            return isOne(folder) && !SafetensorsSource.files(folder).isEmpty();
        } catch (ModelFormatException e) {
            return false;
        }
    }

    /** Opens a folder of this layout. */
    static HuggingFaceFolder open(Path folder) {
        if (!Files.exists(folder.resolve(CONFIG))) {
            throw new ModelFormatException(
                    folder + " has weights but no config.json. The download is incomplete: download the model again.");
        }
        return new HuggingFaceFolder(folder);
    }

    @Override
    public String id() {
        return Folders.named(folder);
    }

    @Override
    public JsonNode config() {
        return config;
    }

    @Override
    public synchronized WeightSource weights() {
        if (weights == null) {
            weights = SafetensorsSource.open(folder);
        }
        return weights;
    }

    @Override
    public String tokenizerJson() {
        Path file = folder.resolve(TOKENIZER);
        if (Files.exists(file)) {
            return Json.text(file);
        }
        boolean sentencePiece = Files.exists(folder.resolve("tokenizer.model"));
        throw new ModelFormatException(file + " is missing"
                + (sentencePiece ? "; the folder has only the older tokenizer.model. Get a version" : ". Get a version")
                + " of the model with tokenizer.json, for example from mlx-community.");
    }

    @Override
    public Map<String, String> chatTemplates() {
        return ChatTemplates.of(folder, tokenizerConfig);
    }

    @Override
    public Map<String, String> specialTokens() {
        Map<String, String> tokens = new LinkedHashMap<>();
        addSpecialTokens(Json.objectIfPresent(folder.resolve("special_tokens_map.json")), tokens);
        addSpecialTokens(tokenizerConfig, tokens);
        return tokens;
    }

    private static void addSpecialTokens(ObjectNode source, Map<String, String> tokens) {
        for (Map.Entry<String, JsonNode> field : source.properties()) {
            JsonNode token = field.getValue().isObject() ? field.getValue().path("content") : field.getValue();
            if (field.getKey().endsWith("_token") && token.isTextual()) {
                tokens.put(field.getKey(), token.textValue());
            }
        }
    }

    @Override
    public Set<Integer> endOfTurn() {
        TurnEnds ends = TurnEnds.wellKnown(folder, tokenizerJson());
        ends.addIds(generationConfig.path("eos_token_id"));
        ends.addIds(config.path("eos_token_id"));
        ends.addIds(config.path("text_config").path("eos_token_id"));
        ends.addToken(specialTokens().get("eos_token"));
        return ends.ids();
    }

    @Override
    public String identity() {
        List<Path> files = new ArrayList<>(weightFiles);
        if (Files.exists(folder.resolve(TOKENIZER))) {
            files.add(folder.resolve(TOKENIZER));
        }
        return Identity.of(
                files,
                List.of(
                        config.toString(),
                        generationConfig.toString(),
                        chatTemplates().toString(),
                        specialTokens().toString()));
    }

    @Override
    public long weightBytes() {
        long bytes = 0;
        for (Path file : weightFiles) {
            try {
                bytes += Files.size(file);
            } catch (IOException e) {
                throw new ModelFormatException(file + " cannot be read: " + e.getMessage() + ".", e);
            }
        }
        return bytes;
    }

    @Override
    public WeightSummary summary() {
        return WeightSummary.of(weights(), config);
    }

    @Override
    public synchronized void close() {
        if (weights != null) {
            weights.close();
        }
    }
}

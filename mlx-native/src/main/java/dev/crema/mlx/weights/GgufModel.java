package dev.crema.mlx.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model in one GGUF file, presented as if it were a Hugging Face folder. */
final class GgufModel implements ModelFolder {
    private final GgufFile file;
    private final GgufSource weights;
    private final ObjectNode config;
    private final GgufTokenizer tokenizer;

    private GgufModel(GgufFile file) {
        this.file = file;
        this.config = GgufConfig.of(file);
        this.weights = new GgufSource(file);
        this.tokenizer = new GgufTokenizer(file);
    }

    /** Opens a GGUF file. */
    static GgufModel open(Path path) {
        GgufFile file = GgufFile.open(path);
        try {
            return new GgufModel(file);
        } catch (ModelFormatException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public String id() {
        return Folders.withoutEnding(file.path());
    }

    @Override
    public JsonNode config() {
        return config;
    }

    @Override
    public WeightSource weights() {
        return weights;
    }

    @Override
    public String tokenizerJson() {
        return tokenizer.json();
    }

    @Override
    public Map<String, String> chatTemplates() {
        return tokenizer.chatTemplates();
    }

    @Override
    public Map<String, String> specialTokens() {
        return tokenizer.specialTokens();
    }

    @Override
    public Set<Integer> endOfTurn() {
        TurnEnds ends = TurnEnds.wellKnown(file.path(), tokenizerJson());
        tokenizer.declaredEnds().forEach(ends::addId);
        return ends.ids();
    }

    @Override
    public String identity() {
        // A large vocabulary pushes the template beyond the part of the file that is read whole.
        return Identity.of(
                List.of(file.path()),
                List.of(
                        config.toString(),
                        chatTemplates().toString(),
                        specialTokens().toString()));
    }

    @Override
    public long weightBytes() {
        return weights.bytes();
    }

    @Override
    public WeightSummary summary() {
        return WeightSummary.of(file);
    }

    @Override
    public void close() {
        weights.close();
    }
}

package dev.crema.mlx.embed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crema.mlx.model.ModelConfig;
import dev.crema.mlx.weights.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * What the files beside an embedding model's weights say, in the layout of Sentence Transformers: {@code modules.json},
 * {@code 1_Pooling/config.json}, {@code sentence_bert_config.json}. Each of them may be missing.
 *
 * @param pooling how token vectors become one
 * @param maxTokens longest text, special tokens included
 */
record EmbeddingSettings(Pooling pooling, int maxTokens) {
    private static final JsonMapper MAPPER = new JsonMapper();
    /** Steps that are done here; vectors are always normalised. */
    private static final Set<String> KNOWN_STEPS = Set.of("Transformer", "Pooling", "Normalize");

    /** @throws ModelFormatException if the files are damaged or ask for what is not done here */
    static EmbeddingSettings of(Path folder, ModelConfig config) {
        for (JsonNode module : read(folder.resolve("modules.json"))) {
            String type = module.path("type").asText();
            String step = type.substring(type.lastIndexOf('.') + 1);
            if (!KNOWN_STEPS.contains(step)) {
                throw new ModelFormatException(folder + " is an embedding model with a step " + step
                        + ", which Crema does not do. Choose a model of encoder and pooling only, for example all-MiniLM-L6-v2"
                        + " or bge-small-en-v1.5.");
            }
        }
        JsonNode own = read(folder.resolve("sentence_bert_config.json")).path("max_seq_length");
        int limit = own.isInt() && own.intValue() > 0
                ? Math.min(own.intValue(), config.contextLength())
                : config.contextLength();
        return new EmbeddingSettings(pooling(folder.resolve("1_Pooling/config.json")), limit);
    }

    private static Pooling pooling(Path file) {
        JsonNode settings = read(file);
        boolean cls = settings.path("pooling_mode_cls_token").asBoolean();
        boolean mean = settings.path("pooling_mode_mean_tokens").asBoolean(settings.isEmpty());
        if (cls == mean) {
            throw new ModelFormatException(file + " asks for neither mean nor CLS pooling, or for both: " + settings
                    + ". Choose a model that pools in one of these ways.");
        }
        return cls ? Pooling.CLS : Pooling.MEAN;
    }

    private static JsonNode read(Path file) {
        if (!Files.exists(file)) {
            return MAPPER.createObjectNode();
        }
        try {
            return MAPPER.readTree(file.toFile());
        } catch (IOException e) {
            throw new ModelFormatException(
                    file + " cannot be read: " + e.getMessage() + ". Download the model again.", e);
        }
    }
}

package dev.crema.mlx.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the JSON files of a model, with errors that name the file. */
final class Json {
    /** Strict: a key given twice or text after the document is damage, not style. */
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /**
     * The object in a file.
     *
     * @throws ModelFormatException if the file is missing, unreadable or holds anything else
     */
    static ObjectNode object(Path file) {
        JsonNode node;
        try {
            node = MAPPER.readTree(text(file));
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(
                    file + " is not valid JSON: " + e.getOriginalMessage() + ". Download it again.", e);
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new ModelFormatException(file + " does not hold a JSON object. Download it again.");
    }

    /** The object in a file that need not exist; empty if it does not. */
    static ObjectNode objectIfPresent(Path file) {
        return Files.exists(file) ? object(file) : MAPPER.createObjectNode();
    }

    /**
     * A file's text.
     *
     * @throws ModelFormatException if the file is missing or not UTF-8
     */
    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ModelFormatException(file + " is missing. Download the model again.", e);
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(file + " is not UTF-8 text. Download it again.", e);
        } catch (IOException e) {
            throw new ModelFormatException(file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}

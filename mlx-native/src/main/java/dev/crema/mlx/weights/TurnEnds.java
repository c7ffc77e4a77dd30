package dev.crema.mlx.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Collects the tokens at which a model has finished its turn. Published configurations often name only one of them
 * (base models' end of text, chat models' end of turn), so the well-known ones of the vocabulary are added.
 */
final class TurnEnds {
    private static final List<String> WELL_KNOWN = List.of("<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<end_of_turn>");

    /** Ends a turn in Phi, but only a message inside a turn where {@link #CHANNEL} exists (the harmony format). */
    private static final String MESSAGE_END = "<|end|>";

    private static final String CHANNEL = "<|channel|>";

    private final Map<String, Integer> addedTokens;
    private final Set<Integer> ids = new TreeSet<>();

    private TurnEnds(Map<String, Integer> addedTokens) {
        this.addedTokens = addedTokens;
    }

    /** Begins with the well-known ends among the added tokens of a {@code tokenizer.json}. */
    static TurnEnds wellKnown(Path origin, String tokenizerJson) {
        TurnEnds ends = new TurnEnds(addedTokens(origin, tokenizerJson));
        WELL_KNOWN.forEach(ends::addToken);
        if (!ends.addedTokens.containsKey(CHANNEL)) {
            ends.addToken(MESSAGE_END);
        }
        return ends;
    }

    /** Adds a token by its text; null or a text that is no added token adds nothing. */
    void addToken(@Nullable String token) {
        Integer id = token == null ? null : addedTokens.get(token);
        if (id != null) {
            ids.add(id);
        }
    }

    void addId(int id) {
        ids.add(id);
    }

    /** Adds an {@code eos_token_id}: an integer, a list of integers, or absent. */
    void addIds(JsonNode value) {
        if (value.isInt()) {
            ids.add(value.intValue());
        }
        value.forEach(this::addIds);
    }

    Set<Integer> ids() {
        return Set.copyOf(ids);
    }

    /** Streams over the file: vocabularies have hundreds of thousands of entries that are not needed here. */
    private static Map<String, Integer> addedTokens(Path origin, String tokenizerJson) {
        Map<String, Integer> tokens = new HashMap<>();
        try (JsonParser parser = Json.MAPPER.createParser(tokenizerJson)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ModelFormatException(origin + ": tokenizer.json is not a JSON object. Download it again.");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals("added_tokens");
                parser.nextToken();
                if (wanted) {
                    JsonNode added = Json.MAPPER
                            .reader()
                            .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                            .readTree(parser);
                    added.forEach(token -> tokens.put(
                            token.path("content").asText(), token.path("id").asInt()));
                    return tokens;
                }
                parser.skipChildren();
            }
            return tokens;
        } catch (IOException e) {
            throw new ModelFormatException(origin + ": tokenizer.json is not valid JSON. Download it again.", e);
        }
    }
}

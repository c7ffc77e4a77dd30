package dev.crema.mlx.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * What a {@code tokenizer.json} says about its ids. Read as a stream: the file can have tens of megabytes.
 *
 * @param specialIds ids of added tokens that are marked special
 * @param size one more than the highest id
 */
record TokenizerJson(Set<Integer> specialIds, int size) {
    /** Vocabularies are field names by the hundred thousand: interning them would only cost time and memory. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** @throws IOException if it is no JSON, or not an object with {@code model} */
    static TokenizerJson read(String json) throws IOException {
        var reader = new Reader();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("it does not begin with an object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "added_tokens" -> reader.addedTokens(parser);
                    case "model" -> reader.model(parser);
                    default -> parser.skipChildren();
                }
            }
        }
        if (!reader.hasModel) {
            throw new IOException("it has no \"model\"");
        }
        return new TokenizerJson(Set.copyOf(reader.special), reader.highest + 1);
    }

    private static final class Reader {
        private final Set<Integer> special = new HashSet<>();
        private int highest = -1;
        private boolean hasModel;

        private void addedTokens(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                int id = -1;
                boolean marked = false;
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String field = parser.currentName();
                    parser.nextToken();
                    switch (field) {
                        case "id" -> id = parser.getIntValue();
                        case "special" -> marked = parser.getBooleanValue();
                        default -> parser.skipChildren();
                    }
                }
                highest = Math.max(highest, id);
                if (marked) {
                    special.add(id);
                }
            }
        }

        private void model(JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                return;
            }
            hasModel = true;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean vocabulary = parser.currentName().equals("vocab");
                JsonToken value = parser.nextToken();
                if (vocabulary && value == JsonToken.START_OBJECT) {
                    namedVocabulary(parser);
                } else if (vocabulary && value == JsonToken.START_ARRAY) {
                    countedVocabulary(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }

        /** {@code {"token": id}}, as BPE and WordPiece have it. */
        private void namedVocabulary(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                parser.nextToken();
                highest = Math.max(highest, parser.getIntValue());
            }
        }

        /** {@code [["token", score]]}, as Unigram has it: ids count up. */
        private void countedVocabulary(JsonParser parser) throws IOException {
            int count = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                parser.skipChildren();
                count++;
            }
            highest = Math.max(highest, count - 1);
        }
    }
}

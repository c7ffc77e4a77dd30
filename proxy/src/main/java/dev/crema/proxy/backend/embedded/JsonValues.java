package dev.crema.proxy.backend.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

/** JSON as templates take it and as models were trained to see it. */
final class JsonValues {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** {@code {"a": 1, "b": [1, 2]}}: the spaces Python's json and templates write. */
    private static final ObjectWriter SPACED = MAPPER.writer(new DefaultPrettyPrinter()
            .withObjectIndenter(null)
            .withArrayIndenter(null)
            .withSeparators(Separators.createDefaultInstance()
                    .withRootSeparator("")
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator("")
                    .withObjectFieldValueSpacing(Spacing.AFTER)
                    .withObjectEntrySpacing(Spacing.AFTER)
                    .withArrayValueSpacing(Spacing.AFTER)));

    private JsonValues() {}

    /** Maps, lists, strings, numbers, booleans and null; keys in order. */
    static Object plain(JsonNode node) {
        return MAPPER.convertValue(node, Object.class);
    }

    /** One line of JSON with a space after every comma and colon. */
    static String spaced(Object value) {
        return write(SPACED, value);
    }

    /** JSON without spaces. */
    static String compact(Object value) {
        return write(MAPPER.writer(), value);
    }

    private static String write(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not a JSON value: " + e.getOriginalMessage(), e);
        }
    }
}

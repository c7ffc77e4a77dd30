package dev.crema.proxy.toolcall;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON as models write it: line breaks inside strings, a comma too many, a regular expression's backslash that was not
 * doubled. Key order and the digits of numbers survive. Safe from any thread.
 */
public final class LenientJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS, JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** A whole escape, or in group 1 a character that JSON does not let follow a backslash. */
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:[\"\\\\/bfnrt]|u[0-9a-fA-F]{4}|([^\"\\\\/bfnrt]))");

    private LenientJson() {}

    /** The one value in the text, or null if the text is something else. */
    public static @Nullable JsonNode parse(String text) {
        JsonNode node = attempt(text);
        return node == null ? attempt(doubleStrayBackslashes(text)) : node;
    }

    private static @Nullable JsonNode attempt(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return node.isMissingNode() ? null : node;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static String doubleStrayBackslashes(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(m -> m.group(1) == null ? "$0" : m.group(1).equals("'") ? "'" : "\\\\\\\\$1");
    }
}

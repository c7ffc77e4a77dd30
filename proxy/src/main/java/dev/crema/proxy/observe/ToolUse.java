package dev.crema.proxy.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * A tool call of an answer, without what it asks for.
 *
 * @param name the tool's
 * @param length characters of its arguments
 * @param valid whether those are one JSON object
 */
public record ToolUse(String name, int length, boolean valid) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Of a call with these arguments. */
    public static ToolUse of(String name, String arguments) {
        return new ToolUse(name, arguments.length(), isObject(arguments));
    }

    private static boolean isObject(String text) {
        try {
            return JSON.readTree(text).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}

package dev.crema.proxy.backend.lite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An object of a script that knows its place: wrong values become errors there, and defaults here. One thread. */
final class ScriptNode {
    private final String path;
    private final ObjectNode node;
    private final ScriptErrors errors;

    ScriptNode(String path, JsonNode node, ScriptErrors errors) {
        this.path = path;
        this.errors = errors;
        if (node instanceof ObjectNode object) {
            this.node = object;
        } else {
            this.node = JsonNodeFactory.instance.objectNode();
            errors.add(path, "must be an object");
        }
    }

    String path() {
        return path;
    }

    void error(String key, String message) {
        errors.add(at(key), message);
    }

    private String at(String key) {
        return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
    }

    /** Refuses all other keys, so that a misspelt one does not go unnoticed. */
    void allow(String... keys) {
        List<String> allowed = Arrays.asList(keys);
        node.fieldNames().forEachRemaining(name -> {
            if (!allowed.contains(name)) {
                error(name, "is not known here; known are " + String.join(", ", allowed));
            }
        });
    }

    boolean has(String key) {
        return node.has(key);
    }

    @Nullable
    ScriptNode child(String key) {
        return node.has(key) ? new ScriptNode(at(key), node.get(key), errors) : null;
    }

    List<ScriptNode> list(String key) {
        JsonNode list = node.path(key);
        if (!list.isMissingNode() && !list.isArray()) {
            error(key, "must be a list");
        }
        List<ScriptNode> children = new ArrayList<>();
        for (int i = 0; list.isArray() && i < list.size(); i++) {
            children.add(new ScriptNode(at(key) + "[" + i + "]", list.get(i), errors));
        }
        return children;
    }

    String required(String key) {
        String text = textOrNull(key);
        if (text == null) {
            if (!node.has(key)) {
                error(key, "is missing");
            }
            return "";
        }
        return text;
    }

    String text(String key, String fallback) {
        String text = textOrNull(key);
        return text == null ? fallback : text;
    }

    @Nullable
    String textOrNull(String key) {
        JsonNode value = node.get(key);
        if (value != null && !value.isTextual()) {
            error(key, "must be a text");
            return null;
        }
        return value == null ? null : value.textValue();
    }

    int integer(String key, int fallback) {
        Integer value = integerOrNull(key);
        return value == null ? fallback : value;
    }

    @Nullable
    Integer integerOrNull(String key) {
        JsonNode value = node.get(key);
        if (value != null && (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 0)) {
            error(key, "must be a whole number from 0 up");
            return null;
        }
        return value == null ? null : value.intValue();
    }

    @Nullable
    Boolean flagOrNull(String key) {
        JsonNode value = node.get(key);
        if (value != null && !value.isBoolean()) {
            error(key, "must be true or false");
            return null;
        }
        return value == null ? null : value.booleanValue();
    }

    Duration millis(String key) {
        return Duration.ofMillis(integer(key, 0));
    }

    ObjectNode object(String key) {
        JsonNode value = node.get(key);
        if (value instanceof ObjectNode object) {
            return object;
        }
        if (value != null) {
            error(key, "must be an object");
        }
        return JsonNodeFactory.instance.objectNode();
    }

    @Nullable
    Pattern pattern(String key) {
        String text = textOrNull(key);
        try {
            return text == null ? null : Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            error(key, "is not a regular expression: " + e.getDescription());
            return null;
        }
    }

    String oneOf(String key, String fallback, List<String> allowed) {
        String text = text(key, fallback);
        if (!allowed.contains(text)) {
            error(key, "must be one of " + String.join(", ", allowed));
            return fallback;
        }
        return text;
    }

    <E extends Enum<E>> @Nullable E enumOrNull(String key, Class<E> type) {
        String text = textOrNull(key);
        if (text == null) {
            return null;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        String names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        error(key, "must be one of " + names);
        return null;
    }
}

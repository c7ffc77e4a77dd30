package dev.crema.proxy.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives arguments the types their JSON schema asks for, because local models write {@code "5"} for 5. Keeps every key
 * and the order of keys; a value that cannot be turned without guessing stays as it is.
 */
public final class SchemaCoercion {
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d{1,3})?");
    /** Bounds the work on schemas that refer to themselves. */
    private static final int FUEL = 100_000;

    private static final int DEEPEST = 200;
    private static final int MOST_DIGITS = 400;

    private final ObjectNode root;
    private int fuel = FUEL;
    private int depth;

    private SchemaCoercion(ObjectNode root) {
        this.root = root;
    }

    /**
     * Arguments in the types of the schema; the argument itself is not changed.
     *
     * @param schema an object schema; its {@code $ref} may point into itself
     */
    public static ObjectNode coerce(ObjectNode arguments, ObjectNode schema) {
        return new SchemaCoercion(schema).coerceFields(arguments, schema);
    }

    private JsonNode coerce(JsonNode value, @Nullable JsonNode rawSchema) {
        JsonNode schema = resolve(rawSchema);
        if (schema == null || depth >= DEEPEST) {
            return value;
        }
        depth++;
        JsonNode result = coerceAlternatives(value, schema);
        for (JsonNode part : schema.path("allOf")) {
            result = coerce(result, part);
        }
        result = coerceToTypes(result, schema);
        depth--;
        return result;
    }

    private JsonNode coerceAlternatives(JsonNode value, JsonNode schema) {
        List<JsonNode> branches = new ArrayList<>();
        schema.path("anyOf").forEach(branches::add);
        schema.path("oneOf").forEach(branches::add);
        for (JsonNode branch : branches) {
            if (accepts(value, branch)) {
                return coerce(value, branch);
            }
        }
        for (JsonNode branch : branches) {
            JsonNode coerced = coerce(value, branch);
            if (accepts(coerced, branch)) {
                return coerced;
            }
        }
        return value;
    }

    private JsonNode coerceToTypes(JsonNode value, JsonNode schema) {
        JsonNode fitting = value;
        List<String> types = types(schema);
        if (types.stream().noneMatch(type -> isOfType(value, type))) {
            for (String type : types) {
                JsonNode coerced = toType(value, type);
                if (coerced != null) {
                    fitting = coerced;
                    break;
                }
            }
        }
        return switch (toEnum(fitting, schema)) {
            case ObjectNode object -> coerceFields(object, schema);
            case ArrayNode array -> coerceItems(array, schema);
            case JsonNode other -> other;
        };
    }

    private ObjectNode coerceFields(ObjectNode object, JsonNode schema) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        JsonNode properties = schema.path("properties");
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode property = properties.get(field.getKey());
            JsonNode of = property == null ? schema.get("additionalProperties") : property;
            result.set(field.getKey(), coerce(field.getValue(), of));
        }
        return result;
    }

    private ArrayNode coerceItems(ArrayNode array, JsonNode schema) {
        ArrayNode result = JsonNodeFactory.instance.arrayNode(array.size());
        JsonNode prefix = schema.path("prefixItems");
        for (int i = 0; i < array.size(); i++) {
            result.add(coerce(array.get(i), i < prefix.size() ? prefix.get(i) : schema.get("items")));
        }
        return result;
    }

    /** Whether the value is of a branch's type, holds its required keys and fits its constants. */
    private boolean accepts(JsonNode value, @Nullable JsonNode rawSchema) {
        JsonNode schema = resolve(rawSchema);
        if (schema == null || depth >= DEEPEST) {
            return true;
        }
        List<String> types = types(schema);
        boolean typed = types.isEmpty() || types.stream().anyMatch(type -> isOfType(value, type));
        boolean constant = !schema.has("const") || schema.get("const").equals(value);
        boolean listed = !schema.has("enum") || contains(schema.get("enum"), value);
        return typed && constant && listed && hasRequired(value, schema) && fitsAlternative(value, schema);
    }

    private boolean hasRequired(JsonNode value, JsonNode schema) {
        if (!value.isObject()) {
            return true;
        }
        for (JsonNode key : schema.path("required")) {
            if (!value.has(key.asText())) {
                return false;
            }
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            JsonNode constant = property.getValue().get("const");
            JsonNode actual = value.get(property.getKey());
            if (constant != null && actual != null && !constant.equals(actual)) {
                return false;
            }
        }
        return true;
    }

    private boolean fitsAlternative(JsonNode value, JsonNode schema) {
        JsonNode branches = schema.has("anyOf") ? schema.path("anyOf") : schema.path("oneOf");
        depth++;
        boolean fits = branches.isEmpty();
        for (int i = 0; i < branches.size() && !fits; i++) {
            fits = accepts(value, branches.get(i));
        }
        depth--;
        return fits;
    }

    /** The schema behind references; null if there is none, or none that says anything. */
    private @Nullable JsonNode resolve(@Nullable JsonNode schema) {
        JsonNode found = schema;
        while (found != null && found.isObject() && found.path("$ref").isTextual()) {
            String reference = found.path("$ref").textValue();
            if (--fuel < 0 || !reference.startsWith("#") || (reference.length() > 1 && reference.charAt(1) != '/')) {
                return null;
            }
            found = root.at(reference.substring(1));
        }
        return --fuel < 0 || found == null || !found.isObject() ? null : found;
    }

    private static List<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        List<String> types = new ArrayList<>();
        if (type.isTextual()) {
            types.add(type.textValue());
        } else {
            type.forEach(each -> types.add(each.asText()));
        }
        if (types.isEmpty() && schema.has("properties")) {
            types.add("object");
        } else if (types.isEmpty() && (schema.has("items") || schema.has("prefixItems"))) {
            types.add("array");
        }
        if (!types.isEmpty() && schema.path("nullable").asBoolean()) {
            types.add("null");
        }
        return types;
    }

    private static boolean isOfType(JsonNode value, String type) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "null" -> value.isNull();
            default -> true;
        };
    }

    /** The value as that type, or null if it cannot be. */
    private static @Nullable JsonNode toType(JsonNode value, String type) {
        String text = value.isContainerNode() ? value.toString() : value.asText();
        return switch (type) {
            case "string" -> value.isNull() ? null : TextNode.valueOf(text);
            case "integer" -> toInteger(value, text.strip());
            case "number" -> value.isTextual() ? toNumber(text.strip()) : null;
            case "boolean" -> value.isTextual() ? toBoolean(text.strip()) : null;
            case "null" -> value.isTextual() && text.strip().equals("null") ? NullNode.getInstance() : null;
            case "object" -> value.isTextual() && LenientJson.parse(text) instanceof ObjectNode parsed ? parsed : null;
            case "array" -> value.isTextual() && LenientJson.parse(text) instanceof ArrayNode parsed ? parsed : null;
            default -> null;
        };
    }

    private static @Nullable JsonNode toNumber(String text) {
        return NUMBER.matcher(text).matches() ? LenientJson.parse(text) : null;
    }

    /** A whole number, also one written as {@code 5.0}; small enough to be written out. */
    private static @Nullable JsonNode toInteger(JsonNode value, String text) {
        if (!(value.isTextual() || value.isNumber()) || !NUMBER.matcher(text).matches()) {
            return null;
        }
        BigDecimal number = new BigDecimal(text).stripTrailingZeros();
        if (number.scale() > 0 || number.precision() - number.scale() > MOST_DIGITS) {
            return null;
        }
        return LenientJson.parse(number.toPlainString());
    }

    private static @Nullable JsonNode toBoolean(String text) {
        return switch (text) {
            case "true", "True" -> BooleanNode.TRUE;
            case "false", "False" -> BooleanNode.FALSE;
            default -> null;
        };
    }

    /** An untyped enumeration of numbers is met by the text of one of them. */
    private static JsonNode toEnum(JsonNode value, JsonNode schema) {
        JsonNode options = schema.path("enum");
        if (value.isValueNode() && !contains(options, value)) {
            for (JsonNode option : options) {
                if (option.isValueNode() && option.asText().equals(value.asText())) {
                    return option;
                }
            }
        }
        return value;
    }

    private static boolean contains(JsonNode options, JsonNode value) {
        for (JsonNode option : options) {
            if (option.equals(value)) {
                return true;
            }
        }
        return false;
    }
}

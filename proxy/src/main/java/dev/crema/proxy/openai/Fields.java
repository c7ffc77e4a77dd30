package dev.crema.proxy.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object of the request with its path, read field by field. JSON null counts as absent. Every complaint is
 * {@code path: what is wrong}, from which {@link OpenAiErrors} takes the error's {@code param}.
 */
record Fields(JsonNode node, String path) {
    private static final int LONGEST_QUOTE = 60;

    /** The field, or null if it is absent or null. */
    @Nullable
    JsonNode get(String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    boolean has(String key) {
        return get(key) != null;
    }

    @Nullable
    String text(String key) {
        JsonNode value = get(key);
        if (value != null && !value.isTextual()) {
            throw wrong(key, "must be a string", value);
        }
        return value == null ? null : value.textValue();
    }

    String textOr(String key, String otherwise) {
        String text = text(key);
        return text == null ? otherwise : text;
    }

    String requiredText(String key) {
        String text = text(key);
        if (text == null || text.isEmpty()) {
            throw error(key, "is required and must be a non-empty string");
        }
        return text;
    }

    @Nullable
    Double number(String key, double least, double most) {
        JsonNode value = get(key);
        if (value == null) {
            return null;
        }
        if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw wrong(key, "must be a number from " + plain(least) + " to " + plain(most), value);
        }
        return value.doubleValue();
    }

    @Nullable
    Long integer(String key, long least, long most) {
        JsonNode value = get(key);
        if (value == null) {
            return null;
        }
        boolean whole = value.isNumber() && value.canConvertToExactIntegral() && value.canConvertToLong();
        if (!whole || value.longValue() < least || value.longValue() > most) {
            throw wrong(key, "must be a whole number from " + least + " to " + most, value);
        }
        return value.longValue();
    }

    @Nullable
    Integer smallInteger(String key, int least, int most) {
        Long value = integer(key, least, most);
        return value == null ? null : value.intValue();
    }

    @Nullable
    Boolean flag(String key) {
        JsonNode value = get(key);
        if (value != null && !value.isBoolean()) {
            throw wrong(key, "must be true or false", value);
        }
        return value == null ? null : value.booleanValue();
    }

    boolean flagOr(String key, boolean otherwise) {
        Boolean flag = flag(key);
        return flag == null ? otherwise : flag;
    }

    @Nullable
    Fields object(String key) {
        JsonNode value = get(key);
        if (value != null && !value.isObject()) {
            throw wrong(key, "must be an object", value);
        }
        return value == null ? null : new Fields(value, pathOf(key));
    }

    Fields requiredObject(String key) {
        Fields object = object(key);
        if (object == null) {
            throw error(key, "is required and must be an object");
        }
        return object;
    }

    /** The objects of an array; none if it is absent. */
    List<Fields> objects(String key) {
        JsonNode array = get(key);
        if (array != null && !array.isArray()) {
            throw wrong(key, "must be an array", array);
        }
        List<Fields> objects = new ArrayList<>();
        for (int i = 0; array != null && i < array.size(); i++) {
            String element = key + "[" + i + "]";
            if (!array.get(i).isObject()) {
                throw wrong(element, "must be an object", array.get(i));
            }
            objects.add(new Fields(array.get(i), pathOf(element)));
        }
        return objects;
    }

    /** What is wrong with a field and what the client sent. */
    ChatException wrong(String key, String complaint, JsonNode value) {
        String quote = value.toString();
        String shown = quote.length() > LONGEST_QUOTE ? quote.substring(0, LONGEST_QUOTE) + "…" : quote;
        return error(key, complaint + ", but is " + shown);
    }

    ChatException error(String key, String complaint) {
        return new ChatException(Kind.INVALID_REQUEST, pathOf(key) + ": " + complaint);
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}

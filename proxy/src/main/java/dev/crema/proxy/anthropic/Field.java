package dev.crema.proxy.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value and the path by which error messages name it, in the API's own form: {@code messages.0.content.1.text}.
 *
 * <p>An explicit null counts as absent: SDKs send it for options that were not set.
 */
record Field(@Nullable Field parent, String name, JsonNode node) {
    /** The request body. */
    static Field body(JsonNode body) {
        if (!body.isObject()) {
            throw new ChatException(Kind.INVALID_REQUEST, "The request body must be a JSON object");
        }
        return new Field(null, "", body);
    }

    /** Put together only when a mistake is told: long conversations have thousands of fields. */
    String path() {
        return parent == null || parent.parent == null ? name : parent.path() + "." + name;
    }

    /** A member of this object, present or not. */
    Field get(String member) {
        JsonNode value = node.path(member);
        return new Field(this, member, value.isNull() ? MissingNode.getInstance() : value);
    }

    boolean present() {
        return !node.isMissingNode();
    }

    Field required() {
        if (!present()) {
            throw invalid("Field required");
        }
        return this;
    }

    String text() {
        if (!required().node.isTextual()) {
            throw invalid("Input should be a valid string");
        }
        return node.textValue();
    }

    String textOr(String ifAbsent) {
        return present() ? text() : ifAbsent;
    }

    boolean flag(boolean ifAbsent) {
        if (!present()) {
            return ifAbsent;
        }
        if (!node.isBoolean()) {
            throw invalid("Input should be a valid boolean");
        }
        return node.booleanValue();
    }

    double number() {
        if (!required().node.isNumber()) {
            throw invalid("Input should be a valid number");
        }
        return node.doubleValue();
    }

    /** A whole number of at least {@code min}; what exceeds an int counts as the largest int. */
    int integer(int min) {
        if (!required().node.isNumber() || node.doubleValue() != Math.rint(node.doubleValue())) {
            throw invalid("Input should be a valid integer");
        }
        if (node.doubleValue() < min) {
            throw invalid("Input should be greater than or equal to " + min);
        }
        return (int) Math.min(node.doubleValue(), Integer.MAX_VALUE);
    }

    ObjectNode object() {
        if (required().node instanceof ObjectNode object) {
            return object;
        }
        throw invalid("Input should be a valid dictionary");
    }

    /** The elements of this list; none if it is absent. */
    List<Field> items() {
        if (!present()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw invalid("Input should be a valid list");
        }
        List<Field> items = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            items.add(new Field(this, Integer.toString(i), node.get(i)));
        }
        return items;
    }

    /** What to throw: this field's path and what is wrong with it. */
    ChatException invalid(String why) {
        return new ChatException(Kind.INVALID_REQUEST, path() + ": " + why);
    }
}

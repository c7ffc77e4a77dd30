package dev.crema.proxy.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/embeddings}, as in OpenAI's reference.
 *
 * @param model what the client named
 * @param input texts, none of them empty
 * @param base64 whether vectors are wanted as base64 of little-endian float32 instead of numbers
 * @param dimensions how long a vector is wanted; null: as the model makes it
 */
public record EmbeddingsRequest(
        String model,
        List<String> input,
        boolean base64,
        @Nullable Integer dimensions) {
    private static final int MOST_TEXTS = 2_048;

    /** Copies the list. */
    public EmbeddingsRequest {
        input = List.copyOf(input);
    }

    /**
     * Reads a body. Unknown fields are ignored.
     *
     * @throws dev.crema.proxy.chat.ChatException INVALID_REQUEST, the message beginning with the field's path
     */
    public static EmbeddingsRequest decode(ObjectNode body) {
        Fields fields = new Fields(body, "");
        return new EmbeddingsRequest(
                fields.requiredText("model"),
                texts(fields),
                base64(fields),
                fields.smallInteger("dimensions", 1, Integer.MAX_VALUE));
    }

    private static List<String> texts(Fields fields) {
        JsonNode input = fields.get("input");
        if (input == null) {
            throw fields.error("input", "is required: a string or an array of strings");
        }
        if (input.isTextual()) {
            return List.of(text(fields, "input", input));
        }
        if (!input.isArray() || input.isEmpty() || input.size() > MOST_TEXTS) {
            throw fields.wrong("input", "must be a string or an array of 1 to " + MOST_TEXTS + " strings", input);
        }
        List<String> texts = new ArrayList<>(input.size());
        for (JsonNode element : input) {
            texts.add(text(fields, "input[" + texts.size() + "]", element));
        }
        return texts;
    }

    private static String text(Fields fields, String key, JsonNode value) {
        if (value.isNumber() || value.isArray()) {
            throw fields.error(
                    key,
                    "must be text; token ids are those of OpenAI's tokenizer, which local models do not share. Let the client send"
                            + " strings (LangChain: check_embedding_ctx_length=False)");
        }
        if (!value.isTextual()) {
            throw fields.wrong(key, "must be a string", value);
        }
        if (value.textValue().isEmpty()) {
            throw fields.error(key, "must not be empty");
        }
        return value.textValue();
    }

    private static boolean base64(Fields fields) {
        String format = fields.textOr("encoding_format", "float");
        return switch (format) {
            case "float" -> false;
            case "base64" -> true;
            default -> throw fields.error("encoding_format", "must be float or base64, but is " + format);
        };
    }
}

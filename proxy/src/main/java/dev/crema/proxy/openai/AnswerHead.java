package dev.crema.proxy.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;

/**
 * What every chunk of one answer repeats.
 *
 * @param id {@code chatcmpl-} and something unique
 * @param created seconds since 1970
 * @param model the name the client asked for
 */
public record AnswerHead(String id, long created, String model) {
    /** The head of an answer that begins now. */
    public static AnswerHead now(String model) {
        String id = "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
        return new AnswerHead(id, System.currentTimeMillis() / 1000, model);
    }

    /** A new document that begins with this head. */
    ObjectNode document(String object, String fingerprint) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model)
                .put("system_fingerprint", fingerprint);
    }
}

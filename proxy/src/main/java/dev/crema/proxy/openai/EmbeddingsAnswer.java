package dev.crema.proxy.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/** The document that answers {@code POST /v1/embeddings}. */
public final class EmbeddingsAnswer {
    private EmbeddingsAnswer() {}

    /**
     * Makes it.
     *
     * @param model the model that made the vectors: unlike chat answers, they are worth nothing under another's name
     * @param tokens of all texts together
     */
    public static ObjectNode of(String model, List<float[]> vectors, boolean base64, int tokens) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = answer.putArray("data");
        for (float[] vector : vectors) {
            ObjectNode element = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            if (base64) {
                element.put("embedding", base64(vector));
            } else {
                ArrayNode numbers = element.putArray("embedding");
                for (float number : vector) {
                    numbers.add(number);
                }
            }
        }
        answer.put("model", model);
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return answer;
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}

package dev.crema.proxy.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.backend.ModelInfo;
import java.util.List;

/** The documents of {@code GET /v1/models} and {@code GET /v1/models/{id}}. */
public final class OpenAiModels {
    private OpenAiModels() {}

    /** All models in one list, in their order. */
    public static ObjectNode list(List<ModelInfo> models) {
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        models.forEach(model -> data.add(one(model)));
        return list;
    }

    /** One model; {@code context_length} is an addition that several clients read. */
    public static ObjectNode one(ModelInfo model) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", model.id())
                .put("object", "model")
                .put("created", model.created().getEpochSecond())
                .put("owned_by", "crema")
                .put("context_length", model.contextLength());
    }
}

package dev.crema.proxy.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Documents of {@code GET /v1/models} and {@code GET /v1/models/{id}}. */
public final class AnthropicModels {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 1000;

    private AnthropicModels() {}

    /**
     * One page of the list, in the order given.
     *
     * @param limit models on a page, 1 to 1000; null for 20
     * @param beforeId the page ends just before this model
     * @param afterId the page begins just after this model
     * @throws ChatException {@link Kind#INVALID_REQUEST} if a parameter is not valid
     */
    public static ObjectNode list(
            List<ModelInfo> models, @Nullable String limit, @Nullable String beforeId, @Nullable String afterId) {
        if (beforeId != null && afterId != null) {
            throw invalid("before_id", "may not be specified together with after_id");
        }
        int size = limit == null ? DEFAULT_LIMIT : limit(limit);
        int from = 0;
        int to = models.size();
        boolean more;
        if (beforeId != null) {
            to = indexOf(models, "before_id", beforeId);
            from = Math.max(0, to - size);
            more = from > 0;
        } else {
            from = afterId == null ? 0 : indexOf(models, "after_id", afterId) + 1;
            to = Math.min(to, from + size);
            more = to < models.size();
        }
        return page(models.subList(from, to), more);
    }

    /**
     * One model.
     *
     * @throws ChatException {@link Kind#NOT_FOUND} if there is none of that id
     */
    public static ObjectNode one(List<ModelInfo> models, String id) {
        return models.stream()
                .filter(model -> model.id().equals(id))
                .findFirst()
                .map(AnthropicModels::document)
                .orElseThrow(() -> new ChatException(Kind.NOT_FOUND, "model: " + id));
    }

    private static ObjectNode page(List<ModelInfo> models, boolean more) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode data = page.putArray("data");
        models.stream().map(AnthropicModels::document).forEach(data::add);
        page.put("has_more", more);
        page.put("first_id", models.isEmpty() ? null : models.getFirst().id());
        page.put("last_id", models.isEmpty() ? null : models.getLast().id());
        return page;
    }

    private static ObjectNode document(ModelInfo model) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "model")
                .put("id", model.id())
                .put("display_name", model.displayName())
                .put(
                        "created_at",
                        DateTimeFormatter.ISO_INSTANT.format(model.created().truncatedTo(ChronoUnit.SECONDS)))
                .put("max_input_tokens", model.contextLength())
                .put("max_tokens", model.contextLength())
                .put("lifecycle", "active");
    }

    private static int limit(String text) {
        int limit;
        try {
            limit = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw invalid("limit", "Input should be a valid integer");
        }
        if (limit < 1) {
            throw invalid("limit", "Input should be greater than or equal to 1");
        }
        if (limit > MAX_LIMIT) {
            throw invalid("limit", "Input should be less than or equal to " + MAX_LIMIT);
        }
        return limit;
    }

    private static int indexOf(List<ModelInfo> models, String parameter, String id) {
        for (int i = 0; i < models.size(); i++) {
            if (models.get(i).id().equals(id)) {
                return i;
            }
        }
        throw invalid(parameter, "no model has the id '" + id + "'");
    }

    private static ChatException invalid(String parameter, String why) {
        return new ChatException(Kind.INVALID_REQUEST, parameter + ": " + why);
    }
}

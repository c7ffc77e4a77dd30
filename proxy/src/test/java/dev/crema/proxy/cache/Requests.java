package dev.crema.proxy.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.CachePolicy;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.Sampling;
import dev.crema.proxy.chat.Thinking;
import dev.crema.proxy.chat.ToolChoice;
import dev.crema.proxy.chat.ToolSpec;
import java.util.List;

/** Requests for tests. */
final class Requests {
    static final String MODEL = "scripted";
    static final Sampling GREEDY = sampling(0.0, null);

    private static final JsonMapper MAPPER = new JsonMapper();

    private Requests() {}

    static Sampling sampling(Double temperature, Long seed) {
        return new Sampling(temperature, null, null, null, null, null, null, seed, List.of(), -1);
    }

    /** A greedy request of one user message. */
    static ChatRequest greedy(String text) {
        return of(GREEDY, List.of(), Message.text(Role.USER, text));
    }

    static ChatRequest of(Sampling sampling, List<ToolSpec> tools, Message... messages) {
        return new ChatRequest(
                MODEL,
                List.of(messages),
                tools,
                new ToolChoice.Auto(),
                true,
                sampling,
                null,
                Thinking.UNSPECIFIED,
                ClientInfo.UNKNOWN);
    }

    static ChatRequest withPolicy(ChatRequest request, CachePolicy policy) {
        return request.withClient(request.client().withCachePolicy(policy));
    }

    static ChatRequest from(ChatRequest request, String user, String project) {
        return request.withClient(request.client().withSession("s", user).withProject(project));
    }

    static ToolSpec tool(String name, String schema) {
        return new ToolSpec(name, "What " + name + " does.", (ObjectNode) json(schema), false);
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}

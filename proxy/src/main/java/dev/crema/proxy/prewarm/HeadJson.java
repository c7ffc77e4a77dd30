package dev.crema.proxy.prewarm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.Sampling;
import dev.crema.proxy.chat.Thinking;
import dev.crema.proxy.chat.ToolChoice;
import dev.crema.proxy.chat.ToolSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Heads as JSON: {@code {"heads":[{"project","system":[[text…]…],"tools":[{"name","description","schema","deferred"}…]}…]}}. */
final class HeadJson {
    private static final JsonMapper JSON = new JsonMapper();

    private HeadJson() {}

    static byte[] write(List<ChatRequest> heads) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode list = root.putArray("heads");
        for (ChatRequest head : heads) {
            ObjectNode node = list.addObject().put("project", head.client().project());
            ArrayNode system = node.putArray("system");
            for (Message message : head.messages()) {
                ArrayNode texts = system.addArray();
                message.parts().forEach(part -> {
                    if (part instanceof Part.Text(String text)) {
                        texts.add(text);
                    }
                });
            }
            ArrayNode tools = node.putArray("tools");
            for (ToolSpec tool : head.tools()) {
                tools.addObject()
                        .put("name", tool.name())
                        .put("description", tool.description())
                        .put("deferred", tool.deferred())
                        .set("schema", tool.schema());
            }
        }
        try {
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of nodes can always be written", e);
        }
    }

    /**
     * What was written.
     *
     * @throws IOException if it is something else
     */
    static List<ChatRequest> read(byte[] json) throws IOException {
        List<ChatRequest> heads = new ArrayList<>();
        for (JsonNode node : JSON.readTree(json).path("heads")) {
            List<Message> system = new ArrayList<>();
            for (JsonNode texts : node.path("system")) {
                List<Part> parts = new ArrayList<>();
                texts.forEach(text -> parts.add(new Part.Text(text.asText())));
                system.add(new Message(Role.SYSTEM, parts));
            }
            List<ToolSpec> tools = new ArrayList<>();
            for (JsonNode tool : node.path("tools")) {
                if (!(tool.path("schema") instanceof ObjectNode schema)) {
                    throw new IOException("a tool without a schema");
                }
                tools.add(new ToolSpec(
                        tool.path("name").asText(),
                        tool.path("description").asText(),
                        schema,
                        tool.path("deferred").asBoolean()));
            }
            heads.add(head(system, tools, node.path("project").asText()));
        }
        return heads;
    }

    /** A request of nothing but a head. */
    static ChatRequest head(List<Message> system, List<ToolSpec> tools, String project) {
        return new ChatRequest(
                "",
                system,
                tools,
                new ToolChoice.Auto(),
                true,
                Sampling.DEFAULT,
                0,
                Thinking.UNSPECIFIED,
                ClientInfo.UNKNOWN.withProject(project));
    }
}

package dev.crema.proxy.normalize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A conversation as Claude Code sends it, request by request, with everything it does that breaks prefixes: the billing header
 * changes, cache_control moves and flips content between a string and a block, found tools appear in the middle of the array,
 * system messages stand between the turns.
 */
final class AgentSession {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> CORE = List.of("Write", "Bash", "ToolSearch", "Read");

    private final Random random;
    private final List<ObjectNode> history = new ArrayList<>();
    private final List<String> found = new ArrayList<>();
    private int ids;

    AgentSession(long seed) {
        this.random = new Random(seed);
        ObjectNode first = JSON.objectNode().put("role", "user");
        ArrayNode content = first.putArray("content");
        content.add(text("<system-reminder>\nRemember " + word() + ".\n</system-reminder>"));
        content.add(text("Please " + word()));
        history.add(first);
        history.add(JSON.objectNode().put("role", "system").put("content", "Environment: " + word()));
    }

    /** The body of the next request; then the conversation goes on. */
    ObjectNode nextRequest() {
        ObjectNode body = JSON.objectNode().put("model", "claude-local").put("max_tokens", 32000);
        body.set("messages", messages());
        ArrayNode system = body.putArray("system");
        system.add(text("x-anthropic-billing-header: cc_version=2.1." + random.nextInt(1000) + ";"));
        system.add(text("You are an agent."));
        system.add(marked(text("Work in the project's folder.\nBe brief.")));
        body.set("tools", tools());
        body.put("stream", true);
        answer();
        return body;
    }

    private ArrayNode messages() {
        ArrayNode messages = JSON.arrayNode();
        for (int i = 0; i < history.size(); i++) {
            boolean newest = i == history.size() - 1;
            messages.add(shaped(history.get(i).deepCopy(), newest));
        }
        return messages;
    }

    /** The newest message carries cache_control on its last block; older ones flip at random. */
    private ObjectNode shaped(ObjectNode message, boolean newest) {
        if (message.path("content").isTextual() && (newest || random.nextBoolean())) {
            String content = message.path("content").textValue();
            message.putArray("content").add(text(content));
        }
        if (newest && message.path("content") instanceof ArrayNode blocks) {
            marked((ObjectNode) blocks.get(blocks.size() - 1));
        } else if (message.path("content").size() == 1
                && message.at("/content/0/type").asText().equals("text")
                && random.nextBoolean()) {
            message.put("content", message.at("/content/0/text").textValue());
        }
        return message;
    }

    private ArrayNode tools() {
        List<ObjectNode> tools =
                new ArrayList<>(CORE.stream().map(AgentSession::tool).toList());
        found.forEach(name -> tools.add(random.nextInt(tools.size()), tool(name).put("defer_loading", true)));
        tools.add(2, tool("DeferredToolPlaceholder").put("defer_loading", true));
        ArrayNode array = JSON.arrayNode();
        array.addAll(tools);
        return array;
    }

    private void answer() {
        ObjectNode assistant = JSON.objectNode().put("role", "assistant");
        ArrayNode said = assistant.putArray("content");
        if (random.nextBoolean()) {
            said.addObject().put("type", "thinking").put("thinking", word()).put("signature", "crema1." + word());
        }
        if (random.nextInt(3) == 0) {
            said.add(text(random.nextInt(4) == 0 ? "" : "Done: " + word()));
            history.add(assistant);
            history.add(JSON.objectNode().put("role", "user").put("content", "Now " + word()));
        } else {
            ObjectNode user = JSON.objectNode().put("role", "user");
            ArrayNode results = user.putArray("content");
            for (int calls = 1 + random.nextInt(2); calls > 0; calls--) {
                call(said, results);
            }
            history.add(assistant);
            history.add(user);
        }
        if (random.nextInt(3) == 0) {
            history.add(JSON.objectNode().put("role", "system").put("content", "Note " + word()));
        }
    }

    private void call(ArrayNode said, ArrayNode results) {
        String id = "toolu_" + ++ids;
        boolean search = random.nextInt(3) == 0;
        ObjectNode use = said.addObject().put("type", "tool_use").put("id", id);
        use.put("name", search ? "ToolSearch" : "Read").putObject("input").put("query", word());
        ObjectNode result = results.addObject().put("type", "tool_result").put("tool_use_id", id);
        if (search) {
            String name = "mcp_" + word() + ids;
            found.add(name);
            result.putArray("content").addObject().put("type", "tool_reference").put("tool_name", name);
        } else {
            switch (random.nextInt(3)) {
                case 0 -> result.put("content", word());
                case 1 -> result.putArray("content").add(text(word())).add(text(word()));
                default -> image(result.putArray("content").addObject());
            }
        }
    }

    private static void image(ObjectNode block) {
        block.put("type", "image").putObject("source").put("type", "base64").put("data", "AA==");
    }

    private static ObjectNode tool(String name) {
        ObjectNode tool = JSON.objectNode().put("name", name).put("description", "Does " + name);
        tool.putObject("input_schema").put("type", "object").putObject("properties");
        return tool;
    }

    private static ObjectNode text(String text) {
        return JSON.objectNode().put("type", "text").put("text", text);
    }

    private static ObjectNode marked(ObjectNode block) {
        block.putObject("cache_control").put("type", "ephemeral");
        return block;
    }

    private String word() {
        return "w" + random.nextInt(1000);
    }
}

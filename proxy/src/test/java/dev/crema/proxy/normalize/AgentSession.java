package dev.crema.proxy.normalize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A conversation as agents send it, request by request, with the habits that break prefixes. */
public final class AgentSession {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> CORE = List.of("Write", "Bash", "ToolSearch", "Read");

    /** What agents do between two turns of one conversation. */
    public enum Habit {
        /** The billing header in front of the system prompt changes. */
        BILLING,
        /** cache_control moves, and content flips between a string and a block. */
        SHAPES,
        /** Empty texts come and go. */
        EMPTY_TEXTS,
        /** Thinking comes back with a signature, or without. */
        SIGNATURES,
        /** Redacted thinking comes and goes. */
        REDACTED,
        /** Tools come in another order. */
        TOOL_ORDER,
        /** Found tools appear in the middle of the array. */
        FOUND_TOOLS,
        /** The system prompt names a date, which changes. */
        DATES,
        /** The system prompt ends with a git status, which changes. */
        GIT,
        /** The system prompt counts tokens down. */
        HEAD_BUDGET,
        /** The newest user's message ends with a count of tokens, older ones no more or with the newest number. */
        TURN_BUDGET
    }

    private final Random random;
    private final Set<Habit> habits;
    private final boolean rounds;
    private final String session;
    private final List<ObjectNode> history = new ArrayList<>();
    private final List<String> found = new ArrayList<>();
    private int ids;
    private int date = 1;
    private int commit = 1;
    private int tokens = 200_000;

    /** With every habit. */
    public AgentSession(long seed) {
        this(seed, EnumSet.allOf(Habit.class), false);
    }

    /**
     * With some habits.
     *
     * @param rounds whether the assistant calls tools in every turn, so that nobody asks a second question
     */
    public AgentSession(long seed, Set<Habit> habits, boolean rounds) {
        this.random = new Random(seed);
        this.habits = habits;
        this.rounds = rounds;
        this.session = "s" + seed;
        ObjectNode first = JSON.objectNode().put("role", "user");
        ArrayNode content = first.putArray("content");
        content.add(text("<system-reminder>\nRemember " + word() + ".\n</system-reminder>"));
        content.add(text("Please " + word()));
        history.add(first);
        history.add(JSON.objectNode().put("role", "system").put("content", "Environment: " + word()));
    }

    /** The body of the next request; then the conversation goes on. */
    public ObjectNode nextRequest() {
        ObjectNode body = JSON.objectNode().put("model", "claude-local").put("max_tokens", 32000);
        body.putObject("metadata").put("user_id", "{\"session_id\":\"" + session + "\"}");
        tokens -= 1000;
        body.set("messages", messages());
        body.set("system", system());
        body.set("tools", tools());
        body.put("stream", true);
        answer();
        return body;
    }

    private boolean sometimes(Habit habit) {
        return habits.contains(habit) && random.nextBoolean();
    }

    private ArrayNode system() {
        date += sometimes(Habit.DATES) ? 1 : 0;
        commit += sometimes(Habit.GIT) ? 1 : 0;
        ArrayNode system = JSON.arrayNode();
        if (habits.contains(Habit.BILLING)) {
            system.add(text("x-anthropic-billing-header: cc_version=2.1." + random.nextInt(1000) + ";"));
        }
        system.add(text("You are an agent."));
        system.add(marked(text("Work in the project's folder.\n<env>\nPlatform: linux\nToday's date: 2026-11-" + date
                + "\n</env>\nBe brief.")));
        if (habits.contains(Habit.HEAD_BUDGET)) {
            system.add(text("<total_tokens>" + tokens + " tokens left</total_tokens>"));
        }
        system.add(text("gitStatus: as of now\n\nCurrent branch: main\n\nStatus:\n M a.txt\n\nRecent commits:\nabc"
                + commit + " did " + commit));
        return system;
    }

    private ArrayNode messages() {
        ArrayNode messages = JSON.arrayNode();
        int asked = history.size() - 1;
        while (!history.get(asked).path("role").asText().equals("user")) {
            asked--;
        }
        for (int i = 0; i < history.size(); i++) {
            boolean newest = i == history.size() - 1;
            ObjectNode message = history.get(i).deepCopy();
            if (habits.contains(Habit.TURN_BUDGET)
                    && message.path("role").asText().equals("user")) {
                count(message, i == asked || random.nextBoolean());
            }
            messages.add(shaped(message, newest));
        }
        return messages;
    }

    private void count(ObjectNode message, boolean told) {
        if (told) {
            blocks(message).add(text("<system_warning>Token usage: 1/2; " + tokens + " remaining</system_warning>"));
        }
    }

    private static ArrayNode blocks(ObjectNode message) {
        if (message.path("content").isTextual()) {
            String content = message.path("content").textValue();
            message.putArray("content").add(text(content));
        }
        return (ArrayNode) message.get("content");
    }

    /** The newest message carries cache_control on its last block; older ones flip at random. */
    private ObjectNode shaped(ObjectNode message, boolean newest) {
        if (sometimes(Habit.EMPTY_TEXTS)) {
            blocks(message).insert(0, text(""));
        }
        boolean assistant = message.path("role").asText().equals("assistant");
        if (assistant && sometimes(Habit.REDACTED)) {
            blocks(message)
                    .insert(
                            0,
                            JSON.objectNode().put("type", "redacted_thinking").put("data", word()));
        }
        if (sometimes(Habit.SIGNATURES)) {
            blocks(message).forEach(block -> {
                if (block.has("signature")) {
                    ((ObjectNode) block).put("signature", "");
                }
            });
        }
        if (!habits.contains(Habit.SHAPES)) {
            return message;
        }
        if (newest || random.nextBoolean()) {
            ArrayNode blocks = blocks(message);
            if (newest) {
                marked((ObjectNode) blocks.get(blocks.size() - 1));
            }
        } else if (message.path("content").size() == 1
                && message.at("/content/0/type").asText().equals("text")) {
            message.put("content", message.at("/content/0/text").textValue());
        } else if (random.nextBoolean()) {
            split(blocks(message));
        }
        return message;
    }

    /** Paragraphs of a user's text as blocks of their own. */
    private static void split(ArrayNode blocks) {
        for (int i = 0; i < blocks.size(); i++) {
            String[] paragraphs = blocks.get(i).path("text").asText().split("\n\n", 2);
            if (paragraphs.length == 2) {
                blocks.set(i, text(paragraphs[0]));
                blocks.insert(i + 1, text(paragraphs[1]));
            }
        }
    }

    private ArrayNode tools() {
        List<ObjectNode> tools =
                new ArrayList<>(CORE.stream().map(AgentSession::tool).toList());
        if (habits.contains(Habit.TOOL_ORDER)) {
            Collections.shuffle(tools, random);
        }
        found.forEach(name -> tools.add(random.nextInt(tools.size()), tool(name).put("defer_loading", true)));
        if (habits.contains(Habit.FOUND_TOOLS)) {
            tools.add(2, tool("DeferredToolPlaceholder").put("defer_loading", true));
        }
        ArrayNode array = JSON.arrayNode();
        array.addAll(tools);
        return array;
    }

    private void answer() {
        ObjectNode assistant = JSON.objectNode().put("role", "assistant");
        ArrayNode said = assistant.putArray("content");
        if (random.nextBoolean() || habits.contains(Habit.SIGNATURES)) {
            said.addObject().put("type", "thinking").put("thinking", word()).put("signature", "crema1." + word());
        }
        if (!rounds && random.nextInt(3) == 0) {
            said.add(text("Done: " + word()));
            history.add(assistant);
            history.add(JSON.objectNode().put("role", "user").put("content", "Now " + word() + "\n\nand " + word()));
        } else {
            ObjectNode user = JSON.objectNode().put("role", "user");
            ArrayNode results = user.putArray("content");
            for (int calls = 1 + random.nextInt(2); calls > 0; calls--) {
                call(said, results);
            }
            history.add(assistant);
            history.add(user);
        }
        if (!rounds && random.nextInt(3) == 0) {
            history.add(JSON.objectNode().put("role", "system").put("content", "Note " + word()));
        }
    }

    private void call(ArrayNode said, ArrayNode results) {
        String id = "toolu_" + ++ids;
        boolean search = habits.contains(Habit.FOUND_TOOLS) && random.nextInt(3) == 0;
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

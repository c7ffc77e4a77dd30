package dev.crema.app.benchmark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import java.util.Random;

/**
 * The session of an agent that reads one file after another: bodies of {@code POST /v1/messages}. One thread.
 *
 * <p>A head begins with a line of its own. Caches know prompts by their beginnings, so a fresh line makes all that follows
 * unknown to them, and takes nothing away from what there is to compute.
 */
final class Session {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int ANSWER_TOKENS = 8;
    private static final int LINE_BYTES = 12;

    private final String model;
    private final Random random = new Random();
    private final Prose results = new Prose(2);
    private final int resultWords;
    private final String rules;
    private final String ownLine = freshLine();
    private final ArrayNode messages = JSON.arrayNode();
    private int turn = 1;

    /**
     * At its first turn.
     *
     * @param headWords words of its system prompt
     * @param resultWords words of a tool's result
     */
    Session(String model, int headWords, int resultWords) {
        this.model = model;
        this.resultWords = resultWords;
        this.rules = new Prose(1).words(headWords);
        messages.addObject().put("role", "user").put("content", "Read the logbook, page by page, and tell me its end.");
    }

    /** What the agent sends in this turn. */
    ObjectNode body() {
        return body(ownLine);
    }

    /** The same with a head that nobody has sent before. */
    ObjectNode unknownBody() {
        return body(freshLine());
    }

    private String freshLine() {
        byte[] bytes = new byte[LINE_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private ObjectNode body(String line) {
        ObjectNode body = JSON.objectNode()
                .put("model", model)
                .put("max_tokens", ANSWER_TOKENS)
                .put("temperature", 0)
                .put("stream", true)
                .put("system", line + "\nYou are an agent that reads a logbook.\n\n" + rules);
        ObjectNode tool = body.putArray("tools").addObject();
        tool.put("name", "read_page").put("description", "Reads a page of the logbook.");
        ObjectNode schema = tool.putObject("input_schema").put("type", "object");
        schema.putObject("properties").putObject("page").put("type", "integer");
        body.set("messages", messages.deepCopy());
        return body;
    }

    /** The model's answer, a call of the tool whatever it said, and the tool's result: the next turn begins. */
    void next(String answer) {
        String call = "toolu_bench_" + turn;
        ArrayNode said = messages.addObject().put("role", "assistant").putArray("content");
        if (!answer.isBlank()) {
            said.addObject().put("type", "text").put("text", answer);
        }
        ObjectNode use =
                said.addObject().put("type", "tool_use").put("id", call).put("name", "read_page");
        use.putObject("input").put("page", turn);
        messages.addObject()
                .put("role", "user")
                .putArray("content")
                .addObject()
                .put("type", "tool_result")
                .put("tool_use_id", call)
                .put("content", results.words(resultWords));
        turn++;
    }
}

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Requests in the shape of Claude Code's: a conversation some turns old, with a system prompt of three blocks, twelve tools
 * and a system message after the first user's. The text is filler. Like in real sessions, the billing header and the last
 * message differ from request to request.
 */
final class Bodies {
    private static final int TOOLS_BYTES = 31_000;
    private static final int SYSTEM_BYTES = 6_800;
    private static final int SYSTEM_MESSAGE_BYTES = 9_000;
    private static final int RESULT_BYTES = 4_000;
    private static final List<String> TOOLS = List.of(
            "Bash", "Edit", "Glob", "Grep", "NotebookEdit", "Read", "Skill", "Task", "TodoWrite", "WebFetch", "Work", "Write");
    private static final String[] WORDS = ("the file of a line in path and value is not to be build test with each return for "
                    + "class method index buffer cache token stream before after when error result client server größe übung "
                    + "window thread scope array model prompt message")
            .split(" ");

    private final Random random = new Random(11);
    private final String tools = tools();
    private final String systemText = prose(SYSTEM_BYTES);
    private final String systemMessage = prose(SYSTEM_MESSAGE_BYTES);

    /** A body of exactly so many bytes. */
    byte[] body(int number, int bytes, boolean stream) {
        String head = "{\"model\":\"claude-sonnet-4-6\",\"messages\":[" + opening();
        String tail = ",{\"role\":\"user\",\"content\":[" + text("Step " + number + ": go on with the next file.", true)
                + "]}],\"system\":" + system(number) + ",\"tools\":" + tools
                + ",\"metadata\":{\"user_id\":\"{\\\"device_id\\\":\\\"d\\\",\\\"session_id\\\":\\\"bench\\\"}\"}"
                + ",\"max_tokens\":32000,\"thinking\":{\"type\":\"adaptive\"}"
                + ",\"context_management\":{\"edits\":[{\"type\":\"clear_thinking_20251015\",\"keep\":\"all\"}]}"
                + ",\"output_config\":{\"effort\":\"medium\"},\"stream\":" + stream + "}";
        int left = bytes - size(head) - size(tail);
        List<String> turns = new ArrayList<>();
        for (int turn = 0; left > 0; turn++) {
            int result = left < 2 * RESULT_BYTES ? 0 : RESULT_BYTES;
            String written = turn(turn, result == 0 ? "" : prose(result));
            if (result == 0) {
                // The last turn's result is padded to the wanted size.
                written = turn(turn, "x".repeat(Math.max(0, left - size(written))));
            }
            turns.add(written);
            left -= size(written);
        }
        byte[] body = (head + String.join("", turns) + tail).getBytes(StandardCharsets.UTF_8);
        if (body.length != bytes) {
            throw new IllegalArgumentException("a body of " + bytes + " bytes is too small: " + body.length);
        }
        return body;
    }

    private String opening() {
        return "{\"role\":\"user\",\"content\":["
                + text("<system-reminder>\nToday's notes.\n</system-reminder>\n", false) + ","
                + text("Please look at this project and make its tests pass.", false)
                + "]},{\"role\":\"system\",\"content\":" + quote(systemMessage) + "}";
    }

    private String system(int number) {
        return "[" + text("x-anthropic-billing-header: cc_version=2.1.330.%03x; cc_entrypoint=cli; cch=%05x;"
                        .formatted(number % 4096, number * 7919 % 0xfffff), false)
                + "," + text("You are a coding agent, made for the measurements of Crema here.", true)
                + "," + text(systemText, true) + "]";
    }

    private String turn(int number, String result) {
        String id = "toolu_bench%06d".formatted(number);
        return ",{\"role\":\"assistant\",\"content\":[" + text("Let me read part " + number + " first.", false)
                + ",{\"type\":\"tool_use\",\"id\":\"" + id + "\",\"name\":\"Read\",\"input\":{\"file_path\":\"/src/Part" + number
                + ".java\",\"offset\":" + number * 40 + "}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\","
                + "\"tool_use_id\":\"" + id + "\",\"content\":" + quote(result) + "}]}";
    }

    private String tools() {
        StringBuilder json = new StringBuilder("[");
        int each = TOOLS_BYTES / TOOLS.size();
        for (String name : TOOLS) {
            String schema = "\"input_schema\":{\"type\":\"object\",\"properties\":{\"file_path\":{\"type\":\"string\","
                    + "\"description\":" + quote(prose(300)) + "},\"limit\":{\"type\":\"number\",\"description\":"
                    + quote(prose(300)) + "},\"mode\":{\"type\":\"string\",\"enum\":[\"content\",\"files\",\"count\"]}},"
                    + "\"required\":[\"file_path\"],\"additionalProperties\":false}";
            json.append(json.length() == 1 ? "" : ",")
                    .append("{\"name\":").append(quote(name))
                    .append(",\"description\":").append(quote(prose(each - size(schema) - 60)))
                    .append(',').append(schema).append('}');
        }
        return json.append(']').toString();
    }

    /** Text as agents send it: sentences, line breaks, quotes, indentation, and some letters beyond ASCII. */
    private String prose(int bytes) {
        StringBuilder text = new StringBuilder();
        int size = 0;
        for (int i = 1; size < bytes; i++) {
            String word = WORDS[random.nextInt(WORDS.length)];
            String next = i % 61 == 0 ? "\n    \"" + word + "\": " : i % 13 == 0 ? word + ".\n" : word + " ";
            text.append(next);
            size += size(next);
        }
        return text.toString();
    }

    private static String text(String text, boolean cached) {
        return "{\"type\":\"text\",\"text\":" + quote(text)
                + (cached ? ",\"cache_control\":{\"type\":\"ephemeral\"}" : "") + "}";
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}

package dev.crema.proxy.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ToolSpec;
import org.jspecify.annotations.Nullable;

/**
 * Tools with a type instead of a schema, which the client runs: Anthropic's models know them by heart, local ones must be
 * told. The parameters are those of the API's documentation; the words are ours.
 */
final class TypedTools {
    private static final JsonMapper JSON = new JsonMapper();

    private static final String BASH = """
            {"type":"object","properties":{
              "command":{"type":"string","description":"The command to run; required unless restart is true"},
              "restart":{"type":"boolean","description":"True starts the shell anew instead of running a command"}}}""";

    private static final String EDITOR = """
            {"type":"object","properties":{
              "command":{"type":"string","enum":["view","create","str_replace","insert"%s],"description":"What to do"},
              "path":{"type":"string","description":"Absolute path of the file or folder"},
              "view_range":{"type":"array","items":{"type":"integer"},"description":"For view of a file: first and last \
            line, counted from 1; -1 as the last line means to the end"},
              "file_text":{"type":"string","description":"For create: the whole content of the new file"},
              "old_str":{"type":"string","description":"For str_replace: text that occurs exactly once in the file"},
              "new_str":{"type":"string","description":"For str_replace: the text in its place%s"},
              "insert_line":{"type":"integer","description":"For insert: the line after which to insert; 0 is the \
            beginning"}%s},
             "required":["command","path"]}""";

    private static final String INSERT_TEXT = """
            ,
              "insert_text":{"type":"string","description":"For insert: the text to insert"}""";

    private static final String MEMORY = """
            {"type":"object","properties":{
              "command":{"type":"string","enum":["view","create","str_replace","insert","delete","rename"],\
            "description":"What to do"},
              "path":{"type":"string","description":"Path below /memories; for every command but rename"},
              "view_range":{"type":"array","items":{"type":"integer"},"description":"For view of a file: first and last \
            line, counted from 1"},
              "file_text":{"type":"string","description":"For create: the whole content of the file"},
              "old_str":{"type":"string","description":"For str_replace: text that occurs exactly once in the file"},
              "new_str":{"type":"string","description":"For str_replace: the text in its place"},
              "insert_line":{"type":"integer","description":"For insert: the line after which to insert"},
              "insert_text":{"type":"string","description":"For insert: the text to insert"},
              "old_path":{"type":"string","description":"For rename: the present path"},
              "new_path":{"type":"string","description":"For rename: the path it gets"}},
             "required":["command"]}""";

    private static final String COMPUTER = """
            {"type":"object","properties":{
              "action":{"type":"string","enum":["screenshot","left_click","right_click","middle_click","double_click",\
            "left_click_drag","mouse_move","cursor_position","type","key"%s],"description":"What to do"},
              "coordinate":{"type":"array","items":{"type":"integer"},"description":"x and y in pixels from the top left: \
            where to click, move, scroll or end a drag"},
              "text":{"type":"string","description":"The text to type, the key or key combination to press such as \
            ctrl+s, or a key to hold during a click"}%s},
             "required":["action"]}""";

    private static final String MORE_ACTIONS =
            ",\"triple_click\",\"left_mouse_down\",\"left_mouse_up\",\"scroll\",\"hold_key\",\"wait\"";

    private static final String MORE_PARAMETERS = """
            ,
              "start_coordinate":{"type":"array","items":{"type":"integer"},"description":"For left_click_drag: where it \
            starts"},
              "scroll_direction":{"type":"string","enum":["up","down","left","right"]},
              "scroll_amount":{"type":"integer","description":"For scroll: clicks of the wheel"},
              "duration":{"type":"number","description":"For hold_key and wait: seconds"}""";

    private static final String ZOOM_PARAMETER = """
            ,
              "region":{"type":"array","items":{"type":"integer"},"description":"For zoom: left, top, right and bottom of \
            the part to see at full resolution"}""";

    private TypedTools() {}

    /** The tool with its schema written out, or null if the type is none of these. */
    static @Nullable ToolSpec spec(String type, Field tool) {
        String version = type.substring(type.lastIndexOf('_') + 1);
        if (type.startsWith("bash_")) {
            return spec(tool, "Runs commands in a shell that keeps its state from call to call.", BASH);
        }
        if (type.startsWith("text_editor_")) {
            return spec(tool, "Views, creates and edits text files.", editor(version));
        }
        if (type.startsWith("memory_")) {
            return spec(
                    tool,
                    "Keeps notes in files below /memories that last beyond this conversation. Look there before you"
                            + " begin a task, and write down what will be needed later.",
                    MEMORY);
        }
        if (type.startsWith("computer_")) {
            return spec(tool, screen(tool), computer(version, tool));
        }
        return null;
    }

    /** The editor lost undo_edit with the versions for Claude 4, and then got a parameter of its own for insert. */
    private static String editor(String version) {
        boolean undo = version.compareTo("20250429") < 0;
        boolean insertText = version.compareTo("20250728") >= 0;
        return EDITOR.formatted(
                undo ? ",\"undo_edit\"" : "",
                insertText ? "" : "; for insert: the text to insert",
                insertText ? INSERT_TEXT : "");
    }

    private static String computer(String version, Field tool) {
        if (version.compareTo("20250124") < 0) {
            return COMPUTER.formatted("", "");
        }
        boolean zoom = tool.get("enable_zoom").flag(false);
        return COMPUTER.formatted(
                MORE_ACTIONS + (zoom ? ",\"zoom\"" : ""), MORE_PARAMETERS + (zoom ? ZOOM_PARAMETER : ""));
    }

    private static String screen(Field tool) {
        return "Controls a computer's mouse and keyboard and takes screenshots. The screen is %d pixels wide and %d high."
                .formatted(
                        tool.get("display_width_px").integer(1),
                        tool.get("display_height_px").integer(1));
    }

    private static ToolSpec spec(Field tool, String description, String schema) {
        return new ToolSpec(
                tool.get("name").text(),
                description,
                parsed(schema),
                tool.get("defer_loading").flag(false));
    }

    private static ObjectNode parsed(String schema) {
        try {
            return (ObjectNode) JSON.readTree(schema);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema of a typed tool is no JSON", e);
        }
    }
}

package dev.crema.app.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.app.agents.text.SettingsFormatException;
import dev.crema.app.agents.text.SettingsText;
import dev.crema.app.files.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to start Claude Code so that it asks an endpoint, whatever the user's shell and settings say.
 *
 * @param command the program and its arguments
 * @param variables to be set for it
 * @param overruled variables of the user's settings that would have sent it elsewhere
 */
public record ClaudeLaunch(List<String> command, Map<String, String> variables, List<String> overruled) {
    /** Variables that would send it elsewhere, or a key of the user's to Crema. */
    public static final List<String> UNWANTED = List.of(
            "ANTHROPIC_API_KEY",
            "ANTHROPIC_SMALL_FAST_MODEL",
            "CLAUDE_CODE_USE_BEDROCK",
            "CLAUDE_CODE_USE_VERTEX",
            "CLAUDE_CODE_USE_FOUNDRY");

    private static final ClaudeCode CLAUDE = new ClaudeCode();

    /**
     * For one start.
     *
     * @param program where Claude Code is
     * @param arguments what the user wants it to be told
     */
    public static ClaudeLaunch of(Path program, List<String> arguments, Endpoint endpoint, UserHome user) {
        Map<String, String> variables = CLAUDE.environment(endpoint);
        // Settings that the user names count more than anything of ours.
        ObjectNode overruling =
                names(arguments, "--settings") ? JsonNodeFactory.instance.objectNode() : overruling(variables, user);
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        if (!names(arguments, "--permission-mode") && !names(arguments, "--dangerously-skip-permissions")) {
            // Its automatic mode would ask the model for verdicts on safety.
            command.addAll(List.of("--permission-mode", "default"));
        }
        if (!overruling.isEmpty()) {
            ObjectNode settings = JsonNodeFactory.instance.objectNode();
            settings.set(ClaudeCode.VARIABLES, overruling);
            command.addAll(List.of("--settings", settings.toString()));
        }
        command.addAll(arguments);
        List<String> overruled = new ArrayList<>();
        overruling.fieldNames().forEachRemaining(overruled::add);
        return new ClaudeLaunch(List.copyOf(command), variables, overruled);
    }

    private static boolean names(List<String> arguments, String option) {
        return arguments.stream().anyMatch(argument -> argument.equals(option) || argument.startsWith(option + "="));
    }

    /** Those of our variables that the user's settings set otherwise: there they count more than in the environment. */
    private static ObjectNode overruling(Map<String, String> variables, UserHome user) {
        ObjectNode overruling = JsonNodeFactory.instance.objectNode();
        SettingsText settings = settings(user);
        if (settings == null) {
            return overruling;
        }
        Map<String, String> wanted = new LinkedHashMap<>(variables);
        UNWANTED.forEach(name -> wanted.put(name, ""));
        wanted.forEach((name, value) -> {
            JsonNode set = settings.value(List.of(ClaudeCode.VARIABLES, name));
            if (set != null && !set.asText().equals(value)) {
                overruling.put(name, value);
            }
        });
        return overruling;
    }

    /** Null if they cannot be read: Claude Code then says so itself. */
    private static @Nullable SettingsText settings(UserHome user) {
        try {
            String text = TextFile.read(CLAUDE.file(user));
            return text == null ? null : CLAUDE.notation().parse(text);
        } catch (IOException | SettingsFormatException e) {
            return null;
        }
    }
}

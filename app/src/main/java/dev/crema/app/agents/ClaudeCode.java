package dev.crema.app.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crema.app.agents.text.Edit;
import dev.crema.app.agents.text.Notation;
import dev.crema.app.agents.text.SettingsText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Claude Code. It reads environment variables, and those of its settings before those of its process. */
public final class ClaudeCode implements SettingsClient {
    /** Its own prompt, tools included, as it was measured: about 11,000 tokens at least. */
    private static final int OWN_PROMPT = 11_000;

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The object of its settings that holds variables. */
    static final String VARIABLES = "env";

    static final String BASE_URL = "ANTHROPIC_BASE_URL";

    @Override
    public String id() {
        return "claude";
    }

    @Override
    public String name() {
        return "Claude Code";
    }

    @Override
    public Wire wire() {
        return Wire.MESSAGES;
    }

    @Override
    public String program() {
        return "claude";
    }

    @Override
    public String installation() {
        return "npm install -g @anthropic-ai/claude-code";
    }

    @Override
    public Path folder(UserHome user) {
        return user.folder("CLAUDE_CONFIG_DIR", ".claude");
    }

    @Override
    public Path file(UserHome user) {
        return folder(user).resolve("settings.json");
    }

    @Override
    public Notation notation() {
        return Notation.JSON;
    }

    @Override
    public List<Edit> edits(Endpoint endpoint) {
        return environment(endpoint).entrySet().stream()
                .map(variable -> Edit.put(variable.getValue(), VARIABLES, variable.getKey()))
                .toList();
    }

    @Override
    public @Nullable String address(SettingsText settings) {
        JsonNode url = settings.value(List.of(VARIABLES, BASE_URL));
        return url == null ? null : url.textValue();
    }

    /** The default permission mode is named because the automatic one asks the model for verdicts on safety. */
    @Override
    public String commandLine(Endpoint endpoint) {
        return ShellWords.assignments(environment(endpoint)) + " claude --permission-mode default";
    }

    /**
     * The variables that point it at an endpoint. It assumes a window of a million tokens unless it is told, and asks for
     * answers of 32,000. A key in {@code ANTHROPIC_API_KEY} would have to be approved on a terminal; a token need not.
     */
    public Map<String, String> environment(Endpoint endpoint) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(BASE_URL, endpoint.base());
        variables.put("ANTHROPIC_AUTH_TOKEN", endpoint.presentedKey());
        variables.put("ANTHROPIC_MODEL", endpoint.model());
        // Its name for the small fast model, which writes titles and summaries.
        variables.put("ANTHROPIC_DEFAULT_HAIKU_MODEL", endpoint.model());
        variables.put("CLAUDE_CODE_MAX_CONTEXT_TOKENS", String.valueOf(endpoint.window()));
        variables.put("CLAUDE_CODE_MAX_OUTPUT_TOKENS", String.valueOf(endpoint.longestAnswer()));
        if (isTooSmall(endpoint)) {
            variables.put("CLAUDE_CODE_SIMPLE", "1");
            variables.put("DISABLE_AUTO_COMPACT", "1");
        }
        return variables;
    }

    @Override
    public List<String> notes(Endpoint endpoint) {
        return isTooSmall(endpoint)
                ? List.of(
                        "CLAUDE_CODE_SIMPLE=1 because this model's window is too small for Claude Code's full prompt.",
                        "DISABLE_AUTO_COMPACT=1 because in such a window it would compact after a few tool calls.")
                : List.of();
    }

    /** It was seen to read a file with trailing commas or a byte order mark, and none of a file with comments. */
    @Override
    public List<String> warnings(SettingsText settings) {
        try {
            STRICT.readTree(settings.text().replace("\uFEFF", ""));
            return List.of();
        } catch (JsonProcessingException e) {
            return List.of("Claude Code ignores the whole of a settings file that has comments in it, as this one has."
                    + " Take them out, or it will not use Crema.");
        }
    }

    /** Whether its full prompt leaves no room in the window; the one of its simple mode has about 850 tokens. */
    private static boolean isTooSmall(Endpoint endpoint) {
        return endpoint.window() < 2 * OWN_PROMPT;
    }
}

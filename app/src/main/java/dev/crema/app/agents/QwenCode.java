package dev.crema.app.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.app.agents.text.Edit;
import dev.crema.app.agents.text.Notation;
import dev.crema.app.agents.text.SettingsText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Qwen Code. It keeps a list of models for each protocol, and takes the key of each from a variable that it names. */
public final class QwenCode implements SettingsClient {
    private static final String OPENAI = "openai";
    private static final List<String> MODELS = List.of("modelProviders", OPENAI);

    /** Not a variable that Crema itself reads. */
    private static final String KEY_VARIABLE = "CREMA_CLIENT_KEY";

    @Override
    public String id() {
        return "qwen";
    }

    @Override
    public String name() {
        return "Qwen Code";
    }

    @Override
    public Wire wire() {
        return Wire.CHAT;
    }

    @Override
    public String program() {
        return "qwen";
    }

    @Override
    public String installation() {
        return "npm install -g @qwen-code/qwen-code";
    }

    @Override
    public Path folder(UserHome user) {
        return user.folder().resolve(".qwen");
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
        return List.of(
                new Edit.Append(MODELS, model(endpoint)),
                Edit.put(endpoint.presentedKey(), "env", KEY_VARIABLE),
                Edit.put(OPENAI, "security", "auth", "selectedType"),
                Edit.put(endpoint.model(), "model", "name"));
    }

    @Override
    public @Nullable String address(SettingsText settings) {
        JsonNode chosen = settings.value(List.of("model", "name"));
        JsonNode models = settings.value(MODELS);
        if (chosen == null || models == null) {
            return null;
        }
        for (JsonNode model : models) {
            if (model.path("id").equals(chosen)) {
                return model.path("baseUrl").textValue();
            }
        }
        return null;
    }

    @Override
    public String commandLine(Endpoint endpoint) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("OPENAI_BASE_URL", endpoint.openAiBase());
        variables.put("OPENAI_API_KEY", endpoint.presentedKey());
        variables.put("OPENAI_MODEL", endpoint.model());
        return ShellWords.assignments(variables) + " qwen --auth-type openai";
    }

    private static ObjectNode model(Endpoint endpoint) {
        ObjectNode model = JsonNodeFactory.instance.objectNode();
        model.put("id", endpoint.model())
                .put("name", endpoint.model() + " (Crema)")
                .put("envKey", KEY_VARIABLE)
                .put("baseUrl", endpoint.openAiBase());
        ObjectNode generation = model.putObject("generationConfig");
        generation.put("contextWindowSize", endpoint.window());
        generation.putObject("samplingParams").put("max_tokens", endpoint.longestAnswer());
        return model;
    }
}

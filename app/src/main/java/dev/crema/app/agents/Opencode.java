package dev.crema.app.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.app.agents.text.Edit;
import dev.crema.app.agents.text.Notation;
import dev.crema.app.agents.text.SettingsText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** opencode. It names a model as {@code provider/model}, and reads a provider's models with their limits. */
public final class Opencode implements SettingsClient {
    private static final String PROVIDERS = "provider";
    private static final String OURS = "crema";

    @Override
    public String id() {
        return "opencode";
    }

    @Override
    public String name() {
        return "opencode";
    }

    @Override
    public Wire wire() {
        return Wire.CHAT;
    }

    @Override
    public String program() {
        return "opencode";
    }

    @Override
    public String installation() {
        return "npm install -g opencode-ai";
    }

    @Override
    public Path folder(UserHome user) {
        return user.folder("XDG_CONFIG_HOME", ".config").resolve("opencode");
    }

    /** It reads both files; what the one with comments says counts. */
    @Override
    public Path file(UserHome user) {
        Path withComments = folder(user).resolve("opencode.jsonc");
        return Files.exists(withComments) ? withComments : folder(user).resolve("opencode.json");
    }

    @Override
    public Notation notation() {
        return Notation.JSON;
    }

    @Override
    public List<Edit> edits(Endpoint endpoint) {
        String model = OURS + "/" + endpoint.model();
        return List.of(
                new Edit.Put(List.of(PROVIDERS, OURS), provider(endpoint)),
                Edit.put(model, "model"),
                Edit.put(model, "small_model"));
    }

    @Override
    public @Nullable String address(SettingsText settings) {
        JsonNode model = settings.value(List.of("model"));
        if (model == null || model.textValue() == null) {
            return null;
        }
        String name = model.textValue();
        String provider = name.contains("/") ? name.substring(0, name.indexOf('/')) : name;
        JsonNode url = settings.value(List.of(PROVIDERS, provider, "options", "baseURL"));
        return url == null ? null : url.textValue();
    }

    @Override
    public String commandLine(Endpoint endpoint) {
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        settings.putObject(PROVIDERS).set(OURS, provider(endpoint));
        settings.put("model", OURS + "/" + endpoint.model());
        settings.put("small_model", OURS + "/" + endpoint.model());
        return "OPENCODE_CONFIG_CONTENT=" + ShellWords.quoted(settings.toString()) + " opencode";
    }

    private static ObjectNode provider(Endpoint endpoint) {
        ObjectNode provider = JsonNodeFactory.instance.objectNode();
        provider.put("npm", "@ai-sdk/openai-compatible").put("name", "Crema");
        provider.putObject("options").put("baseURL", endpoint.openAiBase()).put("apiKey", endpoint.presentedKey());
        ObjectNode model = provider.putObject("models").putObject(endpoint.model());
        model.put("name", endpoint.model());
        model.putObject("limit").put("context", endpoint.window()).put("output", endpoint.longestAnswer());
        return provider;
    }
}

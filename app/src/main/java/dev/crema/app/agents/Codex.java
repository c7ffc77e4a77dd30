package dev.crema.app.agents;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.app.agents.text.Edit;
import dev.crema.app.agents.text.Notation;
import dev.crema.app.agents.text.SettingsText;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI Codex. It speaks the Responses API only. */
public final class Codex implements SettingsClient {
    private static final String PROVIDERS = "model_providers";
    private static final String OURS = "crema";

    @Override
    public String id() {
        return "codex";
    }

    @Override
    public String name() {
        return "Codex";
    }

    @Override
    public Wire wire() {
        return Wire.RESPONSES;
    }

    @Override
    public String program() {
        return "codex";
    }

    @Override
    public String installation() {
        return "npm install -g @openai/codex";
    }

    @Override
    public Path folder(UserHome user) {
        return user.folder("CODEX_HOME", ".codex");
    }

    @Override
    public Path file(UserHome user) {
        return folder(user).resolve("config.toml");
    }

    @Override
    public Notation notation() {
        return Notation.TOML;
    }

    /** It has no setting for the longest answer; compacting in time leaves the room for it. */
    @Override
    public List<Edit> edits(Endpoint endpoint) {
        return List.of(
                Edit.put(endpoint.model(), "model"),
                Edit.put(OURS, "model_provider"),
                Edit.put(endpoint.window(), "model_context_window"),
                Edit.put(compactAt(endpoint), "model_auto_compact_token_limit"),
                Edit.put("Crema", PROVIDERS, OURS, "name"),
                Edit.put(endpoint.openAiBase(), PROVIDERS, OURS, "base_url"),
                Edit.put("responses", PROVIDERS, OURS, "wire_api"),
                // The key itself: its other way names an environment variable, which somebody would have to set.
                Edit.put(endpoint.presentedKey(), PROVIDERS, OURS, "experimental_bearer_token"));
    }

    @Override
    public @Nullable String address(SettingsText settings) {
        JsonNode provider = settings.value(List.of("model_provider"));
        if (provider == null || provider.textValue() == null) {
            return null;
        }
        JsonNode url = settings.value(List.of(PROVIDERS, provider.textValue(), "base_url"));
        return url == null ? null : url.textValue();
    }

    @Override
    public String commandLine(Endpoint endpoint) {
        String provider = PROVIDERS + "." + OURS + "={name=\"Crema\",base_url=\"" + endpoint.openAiBase()
                + "\",wire_api=\"responses\",experimental_bearer_token=\"" + endpoint.presentedKey() + "\"}";
        return "codex -c " + ShellWords.quoted(provider) + " -c model_provider=" + OURS + " -c model_context_window="
                + endpoint.window() + " -c model_auto_compact_token_limit=" + compactAt(endpoint) + " -m "
                + ShellWords.quoted(endpoint.model());
    }

    private static int compactAt(Endpoint endpoint) {
        return endpoint.window() - endpoint.longestAnswer();
    }
}

package dev.crema.app.agents;

import java.util.LinkedHashMap;
import java.util.Map;

/** Whatever is built on an Anthropic or OpenAI SDK: both read their address and key from the environment. */
public final class GenericSdk implements Client {
    @Override
    public String id() {
        return "sdk";
    }

    @Override
    public String name() {
        return "Any SDK";
    }

    @Override
    public Wire wire() {
        return Wire.MESSAGES;
    }

    /** One line for both SDKs; the model is the one to name in requests. */
    @Override
    public String commandLine(Endpoint endpoint) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("ANTHROPIC_BASE_URL", endpoint.base());
        variables.put("ANTHROPIC_API_KEY", endpoint.presentedKey());
        variables.put("OPENAI_BASE_URL", endpoint.openAiBase());
        variables.put("OPENAI_API_KEY", endpoint.presentedKey());
        return "export " + ShellWords.assignments(variables) + "   # model: " + endpoint.model();
    }
}

package dev.crema.app.agents;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What clients are pointed at.
 *
 * @param address where the proxy listens, without a path
 * @param key what clients must present; null: any key will do
 * @param model the model's name on the wire
 * @param window tokens of prompt and answer together
 */
public record Endpoint(URI address, @Nullable String key, String model, int window) {
    /** What Claude Code asks for by itself. */
    private static final int LONGEST_ANSWER = 32_000;

    /** The base URL of Anthropic clients, without a slash at the end. */
    public String base() {
        String text = address.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** The base URL of OpenAI clients. */
    public String openAiBase() {
        return base() + "/v1";
    }

    /** What a client is to present: clients insist on a key even where none is required. */
    public String presentedKey() {
        return key == null ? "crema" : key;
    }

    /** The longest answer in tokens to ask for; in a small window a quarter of it, so that a conversation has room. */
    public int longestAnswer() {
        return Math.min(LONGEST_ANSWER, window / 4);
    }

    /** The key stays out of logs. */
    @Override
    public String toString() {
        return "Endpoint[address=" + address + ", model=" + model + ", window=" + window + "]";
    }
}

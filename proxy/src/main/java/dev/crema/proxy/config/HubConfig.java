package dev.crema.proxy.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where models come from when somebody asks for one. Nothing is fetched without being asked for.
 *
 * @param url a hub of Hugging Face's protocol, or a mirror of one
 * @param token of an account there, for gated models; null: none
 */
public record HubConfig(URI url, @Nullable String token) {
    /** What a user gets who sets nothing. */
    public static HubConfig defaults() {
        return new HubConfig(URI.create("https://huggingface.co"), null);
    }

    /** The token stays out of logs. */
    @Override
    public String toString() {
        return "HubConfig[url=%s, token=%s]".formatted(url, token == null ? "none" : "***");
    }
}

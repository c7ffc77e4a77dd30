package dev.crema.app.cli;

import dev.crema.app.agents.ClaudeCode;
import dev.crema.app.agents.Endpoint;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a person needs to know once the proxy runs: its address and how clients are pointed at it. */
final class Banner {
    private Banner() {}

    /**
     * The text, ending in a line break.
     *
     * @param endpoint with the key that is to be shown
     */
    static String text(String version, Endpoint endpoint) {
        String url = endpoint.base();
        String key = endpoint.presentedKey();
        String model = endpoint.model();
        return """

                Crema %s is ready: %s, %s tokens
                  %s

                Claude Code
                  %s

                SDKs (any client of the Anthropic or the OpenAI API works the same way)
                  Anthropic  base URL %s       key %s   model %s
                  OpenAI     base URL %s/v1    key %s   model %s

                curl
                  curl %s/v1/messages -H 'content-type: application/json' -H 'anthropic-version: 2023-06-01' \\
                    -H 'x-api-key: %s' -d '{"model":"%s","max_tokens":64,"messages":[{"role":"user","content":"Hello"}]}'

                Ctrl-C stops it.
                """.formatted(
                        version,
                        model,
                        String.format(Locale.ROOT, "%,d", endpoint.window()),
                        url,
                        claudeCode(endpoint),
                        url,
                        key,
                        model,
                        url,
                        key,
                        model,
                        url,
                        key,
                        model);
    }

    private static String claudeCode(Endpoint endpoint) {
        ClaudeCode claude = new ClaudeCode();
        return claude.commandLine(endpoint)
                + claude.notes(endpoint).stream()
                        .map(note -> "\n  (" + note + ")")
                        .collect(Collectors.joining());
    }
}

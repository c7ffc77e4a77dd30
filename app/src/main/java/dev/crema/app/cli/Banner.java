package dev.crema.app.cli;

import dev.crema.proxy.backend.ModelInfo;

/** What a person needs to know once the proxy runs: its address and how clients are pointed at it. */
final class Banner {
    /** Claude Code's own prompt, tools included, as it was measured: about 11,000 tokens at least. */
    static final int CLAUDE_CODE_PROMPT = 11_000;

    /** What Claude Code asks for, and a window this size still leaves room for a conversation. */
    private static final int CLAUDE_CODE_ANSWER = 32_000;

    private Banner() {}

    /**
     * The text, ending in a line break.
     *
     * @param url where the proxy listens, without a slash at the end
     * @param key what clients are to present; any text where none is required
     */
    static String text(String version, String url, String key, ModelInfo model) {
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
                        model.id(),
                        String.format(java.util.Locale.ROOT, "%,d", model.contextLength()),
                        url,
                        claudeCode(url, key, model),
                        url,
                        key,
                        model.id(),
                        url,
                        key,
                        model.id(),
                        url,
                        key,
                        model.id());
    }

    /**
     * Claude Code assumes a window of a million tokens unless it is told, and asks for answers of 32,000; into a small
     * window its full prompt does not fit, its simple mode does.
     */
    private static String claudeCode(String url, String key, ModelInfo model) {
        int window = model.contextLength();
        boolean simple = window < 2 * CLAUDE_CODE_PROMPT;
        return "ANTHROPIC_BASE_URL=" + url + " ANTHROPIC_API_KEY=" + key + " ANTHROPIC_MODEL=" + model.id()
                + " CLAUDE_CODE_MAX_CONTEXT_TOKENS=" + window + " CLAUDE_CODE_MAX_OUTPUT_TOKENS="
                + Math.min(CLAUDE_CODE_ANSWER, window / 4)
                + (simple ? " CLAUDE_CODE_SIMPLE=1 DISABLE_AUTO_COMPACT=1" : "")
                + " claude --permission-mode default"
                + (simple
                        ? "\n  (CLAUDE_CODE_SIMPLE=1 because this model's window is too small for Claude Code's full prompt,"
                                + "\n  DISABLE_AUTO_COMPACT=1 because in such a window it would compact after a few tool calls.)"
                        : "");
    }
}

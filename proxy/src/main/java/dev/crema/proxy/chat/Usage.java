package dev.crema.proxy.chat;

/**
 * Tokens of one request. The first three are disjoint and add up to the prompt.
 *
 * @param input prompt tokens computed and not kept
 * @param cacheRead prompt tokens reused from a KV tier
 * @param cacheCreation prompt tokens computed and kept for the next turn
 * @param output tokens generated
 */
public record Usage(int input, int cacheRead, int cacheCreation, int output) {
    /** All prompt tokens. */
    public int prompt() {
        return input + cacheRead + cacheCreation;
    }
}

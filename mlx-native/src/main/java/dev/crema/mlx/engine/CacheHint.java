package dev.crema.mlx.engine;

/**
 * What a request means to the cache and the scheduler.
 *
 * @param sessionId groups the requests of one conversation; empty when unknown
 * @param requestClass main requests go before side requests, and their prefixes outlive them
 * @param headTokens how many tokens at the prompt's beginning are system prompt and tools: those of a main conversation are
 *     pinned for the session; 0 when unknown
 * @param project what the conversation is about, for people who want to forget it; empty when unknown
 */
public record CacheHint(String sessionId, RequestClass requestClass, int headTokens, String project) {
    /** An anonymous main request. */
    public static final CacheHint NONE = new CacheHint("", RequestClass.MAIN);

    /** A request without a known head or project. */
    public CacheHint(String sessionId, RequestClass requestClass) {
        this(sessionId, requestClass, 0, "");
    }

    /** The rank of a request. */
    public enum RequestClass {
        /** A turn the user waits for. */
        MAIN,
        /** Titles, quota checks, summaries of agents. */
        SIDE,
        /** Fills the cache while nobody waits: runs only when nothing else does. */
        WARM
    }
}

package dev.crema.mlx.engine;

/**
 * What a request means to the cache and the scheduler.
 *
 * @param sessionId groups the requests of one conversation; empty when unknown
 * @param requestClass main requests go before side requests, and their prefixes outlive them
 */
public record CacheHint(String sessionId, RequestClass requestClass) {
    /** An anonymous main request. */
    public static final CacheHint NONE = new CacheHint("", RequestClass.MAIN);

    /** The rank of a request. */
    public enum RequestClass {
        /** A turn the user waits for. */
        MAIN,
        /** Titles, quota checks, summaries of agents. */
        SIDE
    }
}

package dev.crema.proxy.chat;

import org.jspecify.annotations.Nullable;

/**
 * What the caches did for one request.
 *
 * @param level where the answer or the beginning of its prompt came from
 * @param memoryTokens prompt tokens reused from memory
 * @param ssdTokens prompt tokens reused from the SSD
 * @param headTokens tokens of system prompt and tools at the prompt's beginning; 0 if unknown
 * @param footprintBytes memory that the request's keys and values, or its stored answer, take; 0 if unknown
 * @param firstNanos what the answer took when it was generated, for answers that were not; else 0
 * @param miss why the conversation's prefix was not reused; null if it was, or if nothing is known
 */
public record CacheReport(
        CacheLevel level,
        int memoryTokens,
        int ssdTokens,
        int headTokens,
        long footprintBytes,
        long firstNanos,
        @Nullable CacheMiss miss) {
    /** Nothing known: a backend without caches. */
    public static final CacheReport NONE = new CacheReport(CacheLevel.MISS, 0, 0, 0, 0, 0, null);
}

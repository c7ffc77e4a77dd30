package dev.crema.proxy.observe;

import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One finished request, as counters, history and the log see it. Holds no keys, and no text of prompts or answers but the
 * few words around the place where a prompt left its cached beginning.
 *
 * @param id the id the client was given
 * @param arrived when it came
 * @param protocol {@code anthropic} or {@code openai}
 * @param path path without query
 * @param asked the model the client named; empty if unknown
 * @param served the model that answered; empty if none did
 * @param status HTTP status; 499 if the client left before the end
 * @param streamed whether the answer was sent as events
 * @param messages how many messages the conversation has; 0 if unknown
 * @param usage tokens, as far as the answer came
 * @param cache what the caches did; null if no answer began
 * @param savedNanos time that the caches saved
 * @param timeToFirst from the request's arrival to the first piece of the answer; null if there was none
 * @param total from the request's arrival to its end
 * @param failure what went wrong in a word; empty if nothing did
 * @param hygiene what was done to the request so that its prompt stays what it was, a line each
 * @param toolCalls calls in the answer, in their order
 */
public record RequestRecord(
        String id,
        Instant arrived,
        String protocol,
        String path,
        Caller caller,
        String asked,
        String served,
        int status,
        boolean streamed,
        int messages,
        Usage usage,
        @Nullable CacheReport cache,
        long savedNanos,
        Cost cost,
        Timings timings,
        @Nullable Duration timeToFirst,
        Duration total,
        String failure,
        List<String> hygiene,
        List<ToolUse> toolCalls) {
    /** Copies the lists. */
    public RequestRecord {
        hygiene = List.copyOf(hygiene);
        toolCalls = List.copyOf(toolCalls);
    }

    /** The status of requests whose client left before the answer was complete. */
    public static final int CLIENT_GONE = 499;

    /** Where the answer or the beginning of its prompt came from. */
    public CacheLevel level() {
        return cache == null ? CacheLevel.MISS : cache.level();
    }

    /** Prompt tokens that were not computed. */
    public int reusedTokens() {
        return cache == null ? 0 : Valuation.reused(usage, cache);
    }

    /** Tokens of system prompt and tools that were not computed. */
    public int reusedHeadTokens() {
        return cache == null ? 0 : Math.min(cache.headTokens(), reusedTokens());
    }
}

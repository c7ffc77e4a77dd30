package dev.crema.proxy.observe;

import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One finished request, as counters and the log see it. Holds no text of prompts or answers and no keys.
 *
 * @param id the id the client was given
 * @param protocol {@code anthropic} or {@code openai}
 * @param path path without query
 * @param client the client's name for itself
 * @param asked the model the client named; empty if unknown
 * @param served the model that answered; empty if none did
 * @param status HTTP status; 499 if the client left before the end
 * @param streamed whether the answer was sent as events
 * @param usage tokens, as far as the answer came
 * @param timeToFirst from the request's arrival to the first piece of the answer; null if there was none
 * @param total from the request's arrival to its end
 * @param failure what went wrong in a word; empty if nothing did
 */
public record RequestRecord(
        String id,
        String protocol,
        String path,
        String client,
        String asked,
        String served,
        int status,
        boolean streamed,
        Usage usage,
        Timings timings,
        @Nullable Duration timeToFirst,
        Duration total,
        String failure) {
    /** The status of requests whose client left before the answer was complete. */
    public static final int CLIENT_GONE = 499;
}

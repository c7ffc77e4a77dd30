package dev.crema.proxy.chat;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether an earlier answer may serve a request: the header {@code x-crema-cache}. */
public enum CachePolicy {
    /** If the same request would be answered alike: greedy, or sampled with a seed. */
    DEFAULT,
    /** Also if it is sampled: the client does not mind the same answer again. */
    REUSE,
    /** Never, and the answer is not kept. */
    BYPASS;

    /** The header that carries it. */
    public static final String HEADER = "x-crema-cache";

    /**
     * What a request's headers ask for: {@link #HEADER} says {@code reuse} or {@code bypass}; {@code cache-control:
     * no-cache} and {@code no-store} are a bypass too.
     *
     * @param policy the value of {@link #HEADER}; null if absent
     * @param cacheControl the value of {@code cache-control}; null if absent
     */
    public static CachePolicy of(@Nullable String policy, @Nullable String cacheControl) {
        String wish = policy == null ? "" : policy.strip().toLowerCase(Locale.ROOT);
        String control = cacheControl == null ? "" : cacheControl.toLowerCase(Locale.ROOT);
        if (wish.equals("bypass") || control.contains("no-cache") || control.contains("no-store")) {
            return BYPASS;
        }
        return wish.equals("reuse") ? REUSE : DEFAULT;
    }
}

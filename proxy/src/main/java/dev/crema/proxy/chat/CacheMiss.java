package dev.crema.proxy.chat;

import java.util.Locale;

/**
 * Why a turn could not reuse what its conversation had computed before.
 *
 * @param cause what changed
 * @param position the first token that differs, counted from 0; what comes before it was reused, or could have been
 * @param missedTokens tokens that had to be computed again because of it
 * @param before the text around that place in the earlier request; empty if there is none
 * @param now the text around that place in this request
 */
public record CacheMiss(Cause cause, int position, int missedTokens, String before, String now) {
    /** What kept the cache from helping. */
    public enum Cause {
        /** There is no earlier request of this conversation. */
        FIRST_REQUEST,
        /** The conversation went to another model before. */
        MODEL_CHANGED,
        /** The system prompt is another one. */
        SYSTEM_CHANGED,
        /** The tools are others. */
        TOOLS_CHANGED,
        /** An earlier message is another one, or is gone: edited, compacted. */
        MESSAGES_CHANGED,
        /** The chat template left out the reasoning of an earlier answer. */
        THINKING_DROPPED,
        /** It was computed, kept, and had to make room. */
        EVICTED,
        /** It was computed and never kept: the memory for it is too small, or the cache is off. */
        BUDGET;

        /** Its name on the wire and in logs: lower case. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

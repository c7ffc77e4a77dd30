package dev.crema.proxy.chat;

import java.util.Locale;

/** Where an answer, or the beginning of its prompt, came from. */
public enum CacheLevel {
    /** Nothing worth naming was reused. */
    MISS,
    /** Keys and values of the prompt's beginning, from memory. */
    L1_MEMORY,
    /** Keys and values of the prompt's beginning, some of them from the SSD. */
    L1_SSD,
    /** The whole answer, from memory. */
    L2,
    /** The whole answer, from this machine's database. */
    L3,
    /** The whole answer, from the team's server. */
    REMOTE,
    /** The whole answer to a request that means the same. */
    SEMANTIC;

    /** Its name on the wire, in logs and in metrics: lower case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the answer was not generated for this request. */
    public boolean wholeAnswer() {
        return compareTo(L2) >= 0;
    }
}

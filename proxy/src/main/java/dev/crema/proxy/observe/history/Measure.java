package dev.crema.proxy.observe.history;

import dev.crema.proxy.chat.CacheLevel;
import java.util.Locale;

/** What is summed up, and a column each of the history's table. A new one is added to the table of an older file. */
public enum Measure {
    /** Answers begun. */
    REQUESTS,
    /** Of these: nothing worth naming was reused. */
    MISS,
    /** Of these: the beginning of the prompt came from memory. */
    L1_MEMORY,
    /** Of these: the beginning of the prompt came in part from the SSD. */
    L1_SSD,
    /** Of these: the whole answer came from memory. */
    L2,
    /** Of these: the whole answer came from this machine's database. */
    L3,
    /** Of these: the whole answer came from the team's server. */
    REMOTE,
    /** Of these: the whole answer was given to a request that means the same. */
    SEMANTIC,
    /** Of these: broke off. */
    FAILED,
    /** Tokens of prompts. */
    PROMPT_TOKENS,
    /** Of these: not computed. */
    REUSED_TOKENS,
    /** Tokens of system prompts and tools, where they are known. */
    HEAD_TOKENS,
    /** Of these: not computed. */
    HEAD_REUSED_TOKENS,
    /** Requests whose system prompt and tools were not computed at all. */
    HEAD_HITS,
    /** Tokens of answers. */
    OUTPUT_TOKENS,
    /** Time to the first piece of answers that reused something. */
    HIT_FIRST_NANOS,
    /** How many times that are. */
    HIT_FIRSTS,
    /** Time to the first piece of answers that reused nothing. */
    MISS_FIRST_NANOS,
    /** How many times that are. */
    MISS_FIRSTS,
    /** Time saved. */
    SAVED_NANOS,
    /** Cost at vendors if nothing was reused, in billionths of a US dollar. */
    COST_RAW,
    /** Cost at vendors with the reused tokens at their lower price, in billionths of a US dollar. */
    COST_CACHED,
    /** Tokens of the prompts that tell how fast the model computes. */
    RATE_TOKENS,
    /** The time those took. */
    RATE_NANOS,
    /** Cached pieces that had to make room. */
    EVICTIONS;

    /** The table's column. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Answers from a cache level. */
    public static Measure of(CacheLevel level) {
        return switch (level) {
            case MISS -> MISS;
            case L1_MEMORY -> L1_MEMORY;
            case L1_SSD -> L1_SSD;
            case L2 -> L2;
            case L3 -> L3;
            case REMOTE -> REMOTE;
            case SEMANTIC -> SEMANTIC;
        };
    }
}

package dev.crema.proxy.anthropic;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.Usage;

/** Token numbers in the protocol's words. */
public final class UsageJson {
    private UsageJson() {}

    /** The answer to {@code count_tokens}. */
    public static ObjectNode count(int tokens) {
        return JsonNodeFactory.instance.objectNode().put("input_tokens", tokens);
    }

    /**
     * The {@code usage} of an answer. {@code input_tokens} excludes cached ones. What was kept is reported under the five
     * minutes' lifetime: clients add both, and ours has no fixed one. Where a cache helped, {@code crema_cache_level} says
     * which: a field of our own, which clients keep or ignore.
     */
    static ObjectNode of(Usage usage, CacheLevel level) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("input_tokens", usage.input());
        node.put("cache_creation_input_tokens", usage.cacheCreation());
        node.put("cache_read_input_tokens", usage.cacheRead());
        node.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", usage.cacheCreation())
                .put("ephemeral_1h_input_tokens", 0);
        node.put("output_tokens", usage.output());
        if (level != CacheLevel.MISS) {
            node.put("crema_cache_level", level.wireName());
        }
        return node;
    }
}

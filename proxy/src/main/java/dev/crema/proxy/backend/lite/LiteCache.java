package dev.crema.proxy.backend.lite;

import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheMiss;
import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.chat.Usage;
import org.jspecify.annotations.Nullable;

/** What a scripted answer says of caches that are not there. */
final class LiteCache {
    private LiteCache() {}

    /** The {@code cache} of an answer; without one, what its usage implies. */
    static CacheReport read(@Nullable ScriptNode node, @Nullable Usage usage) {
        int read = usage == null ? 0 : usage.cacheRead();
        if (node == null) {
            return read == 0 ? CacheReport.NONE : new CacheReport(CacheLevel.L1_MEMORY, read, 0, 0, 0, 0, null);
        }
        node.allow("level", "ssdTokens", "headTokens", "footprintBytes", "firstMillis", "miss");
        CacheLevel level = node.enumOrNull("level", CacheLevel.class);
        int ssd = Math.min(read, node.integer("ssdTokens", 0));
        return new CacheReport(
                level == null ? CacheLevel.MISS : level,
                read - ssd,
                ssd,
                node.integer("headTokens", 0),
                node.integer("footprintBytes", 0),
                node.millis("firstMillis").toNanos(),
                miss(node.child("miss")));
    }

    private static @Nullable CacheMiss miss(@Nullable ScriptNode node) {
        if (node == null) {
            return null;
        }
        node.allow("cause", "position", "missedTokens", "before", "now");
        CacheMiss.Cause cause = node.enumOrNull("cause", CacheMiss.Cause.class);
        return new CacheMiss(
                cause == null ? CacheMiss.Cause.MESSAGES_CHANGED : cause,
                node.integer("position", 0),
                node.integer("missedTokens", 0),
                node.text("before", ""),
                node.text("now", ""));
    }
}

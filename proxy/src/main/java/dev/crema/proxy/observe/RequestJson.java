package dev.crema.proxy.observe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.CacheMiss;
import dev.crema.proxy.chat.CacheReport;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A finished request as a JSON document. */
public final class RequestJson {
    private RequestJson() {}

    /** The document; times in seconds, costs in US dollars. */
    public static ObjectNode of(RequestRecord record) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", record.id()).put("arrived", record.arrived().toString());
        json.put("protocol", record.protocol()).put("path", record.path());
        json.put("status", record.status()).put("failure", record.failure()).put("streamed", record.streamed());
        json.put("model_asked", record.asked()).put("model_served", record.served());
        Caller caller = record.caller();
        json.putObject("client")
                .put("name", caller.name())
                .put("role", caller.role().name().toLowerCase(Locale.ROOT))
                .put("session", caller.session())
                .put("project", caller.project())
                .put("user", caller.user());
        json.put("messages", record.messages());
        json.putObject("tokens")
                .put("prompt", record.usage().prompt())
                .put("reused", record.reusedTokens())
                .put("stored", record.usage().cacheCreation())
                .put("output", record.usage().output());
        json.putObject("seconds")
                .put("queue", record.timings().queueNanos() / 1e9)
                .put("prefill", record.timings().prefillNanos() / 1e9)
                .put("decode", record.timings().decodeNanos() / 1e9)
                .put("first", seconds(record.timeToFirst()))
                .put("total", seconds(record.total()))
                .put("saved", record.savedNanos() / 1e9);
        json.putObject("cost_usd")
                .put("raw", record.cost().raw() / 1e9)
                .put("with_cache", record.cost().cached() / 1e9);
        json.set("cache", cache(record));
        record.hygiene().forEach(json.putArray("hygiene")::add);
        ArrayNode calls = json.putArray("tool_calls");
        record.toolCalls()
                .forEach(call -> calls.addObject()
                        .put("name", call.name())
                        .put("length", call.length())
                        .put("valid", call.valid()));
        return json;
    }

    private static @Nullable ObjectNode cache(RequestRecord record) {
        CacheReport cache = record.cache();
        if (cache == null) {
            return null;
        }
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("level", record.level().wireName())
                .put("memory_tokens", cache.memoryTokens())
                .put("ssd_tokens", cache.ssdTokens())
                .put("head_tokens", cache.headTokens())
                .put("footprint_bytes", cache.footprintBytes());
        CacheMiss miss = cache.miss();
        json.set(
                "miss",
                miss == null
                        ? null
                        : JsonNodeFactory.instance
                                .objectNode()
                                .put("cause", miss.cause().wireName())
                                .put("position", miss.position())
                                .put("missed_tokens", miss.missedTokens())
                                .put("before", miss.before())
                                .put("now", miss.now()));
        return json;
    }

    private static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toNanos() / 1e9;
    }
}

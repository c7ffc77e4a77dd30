package dev.crema.proxy.observe.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.CacheLevel;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The history as JSON documents; times in seconds, costs in US dollars, rates from 0 to 1. */
public final class HistoryJson {
    private HistoryJson() {}

    /** A view: its time, its totals and its rows. */
    public static ObjectNode of(HistoryView view) {
        HistoryQuery query = view.query();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("from", query.from().toString()).put("to", query.to().toString());
        json.put("zone", query.zone().getId()).put("by", query.by().wireName());
        json.set("totals", of(view.totals()));
        json.set("rows", rows(view));
        return json;
    }

    /** The rows of a view, each with its label under the grouping's name. */
    public static ArrayNode rows(HistoryView view) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (HistoryView.Row row : view.rows()) {
            ObjectNode line = rows.addObject().put(view.query().by().wireName(), row.label());
            line.setAll(of(row.tally()));
        }
        return rows;
    }

    /** Sums and what follows from them. */
    public static ObjectNode of(Tally tally) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("requests", tally.get(Measure.REQUESTS)).put("failed", tally.get(Measure.FAILED));
        json.put("hits", tally.hits()).put("misses", tally.get(Measure.MISS));
        json.put("hit_rate", tally.hitRate()).put("token_hit_rate", tally.tokenHitRate());
        ObjectNode levels = json.putObject("levels");
        for (CacheLevel level : CacheLevel.values()) {
            levels.put(level.wireName(), tally.get(Measure.of(level)));
        }
        json.putObject("tokens")
                .put("prompt", tally.get(Measure.PROMPT_TOKENS))
                .put("reused", tally.get(Measure.REUSED_TOKENS))
                .put("computed", tally.computedTokens())
                .put("output", tally.get(Measure.OUTPUT_TOKENS));
        json.putObject("system_prompt")
                .put("tokens", tally.get(Measure.HEAD_TOKENS))
                .put("reused", tally.get(Measure.HEAD_REUSED_TOKENS))
                .put("hits", tally.get(Measure.HEAD_HITS));
        json.putObject("first_token_seconds")
                .put("hit", orNull(tally.meanHitSeconds()))
                .put("miss", orNull(tally.meanMissSeconds()));
        json.put("saved_seconds", tally.savedSeconds());
        json.putObject("cost_usd")
                .put("raw", tally.rawDollars())
                .put("with_cache", tally.cachedDollars())
                .put("saved", tally.savedDollars());
        json.put("evictions", tally.get(Measure.EVICTIONS));
        return json;
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}

package dev.crema.proxy.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.observe.RecentRequests;
import dev.crema.proxy.observe.RequestJson;
import dev.crema.proxy.observe.RequestRecord;
import dev.crema.proxy.observe.history.Grouping;
import dev.crema.proxy.observe.history.HistoryJson;
import dev.crema.proxy.observe.history.HistoryQuery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The routes that tell what the caches did: the last requests, and the history. Safe from any thread. */
final class StatsRoutes {
    private static final int DEFAULT_LIMIT = 50;
    private static final Duration DEFAULT_TIME = Duration.ofDays(30);

    private final Observation observation;

    StatsRoutes(Observation observation) {
        this.observation = observation;
    }

    /** The last requests, newest first: {@code limit}; with {@code miss=true} those that could have reused more. */
    void requests(Exchange exchange) throws IOException {
        int limit = limit(exchange.context().queryParam("limit"));
        boolean misses = "true".equals(exchange.context().queryParam("miss"));
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ArrayNode list = document.putArray("requests");
        observation
                .recent()
                .latest(limit, record -> !misses || missed(record))
                .forEach(record -> list.add(RequestJson.of(record)));
        exchange.json(200, document);
    }

    /** One of the last requests. */
    void request(Exchange exchange, String id) throws IOException {
        RequestRecord record = observation
                .recent()
                .find(id)
                .orElseThrow(() -> new ChatException(
                        ChatException.Kind.NOT_FOUND,
                        "The request " + id + " is not among the last " + RecentRequests.CAPACITY
                                + "; GET /api/requests lists them."));
        exchange.json(200, RequestJson.of(record));
    }

    /** The history between {@code from} and {@code to}, {@code by} hour, day, model, project or client. */
    void stats(Exchange exchange) throws IOException {
        ZoneId zone = ZoneId.systemDefault();
        Instant end = Instant.now();
        Instant to = moment(exchange, "to", end, zone);
        Instant from = moment(exchange, "from", to.minus(DEFAULT_TIME), zone);
        if (!from.isBefore(to)) {
            throw invalid("from must be before to.");
        }
        HistoryQuery query = new HistoryQuery(grouping(exchange.context().queryParam("by")), from, to, zone);
        ObjectNode document = HistoryJson.of(observation.history().read(query));
        document.set("since_start", HistoryJson.of(observation.history().sinceStart()));
        exchange.json(200, document);
    }

    private static boolean missed(RequestRecord record) {
        return record.cache() != null
                && (record.level() == CacheLevel.MISS || record.cache().miss() != null);
    }

    private static int limit(@Nullable String text) {
        try {
            int limit = text == null ? DEFAULT_LIMIT : Integer.parseInt(text);
            if (limit > 0) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw invalid("limit must be a number from 1 up.");
        }
        throw invalid("limit must be a number from 1 up.");
    }

    private static Instant moment(Exchange exchange, String name, Instant fallback, ZoneId zone) {
        String text = exchange.context().queryParam(name);
        if (text == null) {
            return fallback;
        }
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(zone).toInstant();
        } catch (DateTimeParseException e) {
            throw invalid(name + " must be a day like 2026-11-21 or a moment like 2026-11-21T18:00:00Z.");
        }
    }

    private static Grouping grouping(@Nullable String text) {
        if (text == null) {
            return Grouping.DAY;
        }
        return Arrays.stream(Grouping.values())
                .filter(grouping -> grouping.wireName().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> invalid("by must be one of "
                        + Arrays.stream(Grouping.values())
                                .map(Grouping::wireName)
                                .collect(Collectors.joining(", "))
                        + "."));
    }

    private static ChatException invalid(String message) {
        return new ChatException(ChatException.Kind.INVALID_REQUEST, message);
    }
}

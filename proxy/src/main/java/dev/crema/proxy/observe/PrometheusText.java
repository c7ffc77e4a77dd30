package dev.crema.proxy.observe;

import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.observe.CountersSnapshot.Distribution;
import dev.crema.proxy.observe.CountersSnapshot.Outcome;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The counters in the Prometheus text format 0.0.4 (prometheus.io, "Exposition formats"). Written by hand: a dozen
 * families do not pay for a metrics library in a bundled application. One use, one thread.
 */
public final class PrometheusText {
    /** The format's media type. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder out = new StringBuilder(4096);

    private PrometheusText() {}

    /**
     * The whole document.
     *
     * @param others what the counters do not hold, listed last
     */
    public static String of(CountersSnapshot counters, Duration uptime, List<Metric> others) {
        return new PrometheusText().document(counters, uptime, others);
    }

    private String document(CountersSnapshot counters, Duration uptime, List<Metric> others) {
        family("crema_requests_total", "counter", "Finished requests by protocol and HTTP status.");
        counters.requests().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(
                        Comparator.comparing(Outcome::protocol).thenComparing(Outcome::status)))
                .forEach(entry -> sample(
                        "crema_requests_total{protocol=\"" + entry.getKey().protocol() + "\",status=\""
                                + entry.getKey().status() + "\"}",
                        entry.getValue()));
        family("crema_requests_active", "gauge", "Requests being answered now.");
        sample("crema_requests_active", counters.active());
        family("crema_tokens_total", "counter", "Tokens by kind; the first three add up to the prompts.");
        sample("crema_tokens_total{kind=\"input\"}", counters.tokens().input());
        sample("crema_tokens_total{kind=\"cache_read\"}", counters.tokens().cacheRead());
        sample("crema_tokens_total{kind=\"cache_creation\"}", counters.tokens().cacheCreation());
        sample("crema_tokens_total{kind=\"output\"}", counters.tokens().output());
        family("crema_stage_seconds_total", "counter", "Time in the stages of generation.");
        sample("crema_stage_seconds_total{stage=\"queue\"}", counters.seconds().queue());
        sample(
                "crema_stage_seconds_total{stage=\"prefill\"}",
                counters.seconds().prefill());
        sample("crema_stage_seconds_total{stage=\"decode\"}", counters.seconds().decode());
        caches(counters.caches());
        histogram(
                "crema_time_to_first_token_seconds",
                "From a request's arrival to the first piece of its answer.",
                counters.timeToFirst());
        histogram("crema_request_seconds", "From a request's arrival to its end.", counters.total());
        family("crema_uptime_seconds", "gauge", "Time since the start.");
        sample("crema_uptime_seconds", uptime.toMillis() / 1e3);
        for (Metric metric : others) {
            family(metric.name(), metric.type().name().toLowerCase(Locale.ROOT), metric.help());
            sample(metric.name(), metric.value());
        }
        return out.toString();
    }

    private void caches(CountersSnapshot.Caches caches) {
        family("crema_cache_answers_total", "counter", "Answers begun, by the cache level they came from.");
        caches.answers()
                .forEach((level, count) ->
                        sample("crema_cache_answers_total{level=\"" + level.wireName() + "\"}", count));
        family("crema_cache_reused_tokens_total", "counter", "Prompt tokens not computed, by cache level.");
        caches.reusedTokens().forEach((level, count) -> {
            if (level != CacheLevel.MISS) {
                sample("crema_cache_reused_tokens_total{level=\"" + level.wireName() + "\"}", count);
            }
        });
        family("crema_cache_misses_total", "counter", "Turns that left their conversation's cached prefix, by cause.");
        caches.misses()
                .forEach((cause, count) ->
                        sample("crema_cache_misses_total{cause=\"" + cause.wireName() + "\"}", count));
        family("crema_cache_saved_seconds_total", "counter", "Time that the caches saved.");
        sample("crema_cache_saved_seconds_total", caches.savedSeconds());
        family("crema_cache_hit_rate", "gauge", "Part of all prompt tokens since the start that was not computed.");
        sample("crema_cache_hit_rate", caches.hitRate());
    }

    private void histogram(String name, String help, Distribution distribution) {
        family(name, "histogram", help);
        long cumulative = 0;
        for (int i = 0; i < distribution.bounds().size(); i++) {
            cumulative += distribution.counts().get(i);
            sample(name + "_bucket{le=\"" + distribution.bounds().get(i) + "\"}", cumulative);
        }
        sample(name + "_bucket{le=\"+Inf\"}", distribution.count());
        sample(name + "_sum", distribution.sumSeconds());
        sample(name + "_count", distribution.count());
    }

    private void family(String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void sample(String name, Object value) {
        out.append(name).append(' ').append(value).append('\n');
    }
}

package dev.crema.proxy.server;

import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.observe.Counters;
import dev.crema.proxy.observe.Metric;
import dev.crema.proxy.observe.PrefillRates;
import dev.crema.proxy.observe.RecentRequests;
import dev.crema.proxy.observe.RequestLog;
import dev.crema.proxy.observe.RequestRecord;
import dev.crema.proxy.observe.Valuation;
import dev.crema.proxy.observe.history.History;

/** All who are told of each request, in one place. Safe from any thread; nobody in it waits or fails. */
final class Observation implements AutoCloseable {
    private final Counters counters = new Counters();
    private final RecentRequests recent = new RecentRequests();
    private final Valuation valuation;
    private final History history;

    Observation(Config config, Backend backend) {
        PrefillRates rates = new PrefillRates();
        this.valuation = new Valuation(config.prices(), rates);
        this.history = History.open(config.home().resolve(History.FILE_NAME), rates, () -> evictions(backend));
    }

    /** A request has arrived. */
    void begin() {
        counters.begin();
    }

    /** That request has ended, however it went. */
    void end(Meter meter) {
        RequestRecord record = meter.record(valuation);
        history.add(record);
        if (record.cache() != null || !record.failure().isEmpty()) {
            recent.add(record);
        }
        RequestLog.write(record);
        // Last, so that who sees no active request sees all that ended.
        counters.end(record);
    }

    Counters counters() {
        return counters;
    }

    RecentRequests recent() {
        return recent;
    }

    History history() {
        return history;
    }

    /** Writes the rest of the history. */
    @Override
    public void close() {
        history.close();
    }

    /** By their names: what the caches of a backend count is their own business. */
    private static long evictions(Backend backend) {
        return backend.metrics().stream()
                .filter(metric ->
                        metric.type() == Metric.Type.COUNTER && metric.name().contains("evicted"))
                .mapToLong(Metric::value)
                .sum();
    }
}

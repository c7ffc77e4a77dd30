package dev.crema.proxy.observe.history;

import java.time.Instant;
import java.time.ZoneId;

/**
 * What somebody wants to see of the history. Hours are its smallest unit: those that lie in the time only partly count as
 * well.
 *
 * @param from the beginning
 * @param to the end, exclusive
 * @param zone whose days are meant
 */
public record HistoryQuery(Grouping by, Instant from, Instant to, ZoneId zone) {
    long firstHour() {
        return HistoryKey.hour(from);
    }

    /** The first hour that no longer belongs to it. */
    long endHour() {
        return HistoryKey.hour(to.plusSeconds(3600).minusNanos(1));
    }

    boolean contains(long hour) {
        return hour >= firstHour() && hour < endHour();
    }
}

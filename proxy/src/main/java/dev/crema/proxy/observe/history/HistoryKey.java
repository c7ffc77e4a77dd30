package dev.crema.proxy.observe.history;

import dev.crema.proxy.observe.RequestRecord;
import java.time.Instant;

/**
 * Which row of the history a request belongs to.
 *
 * @param hour hours since 1970 in UTC
 * @param model the model that answered
 * @param project what was worked on; empty if unknown
 * @param client the client's name without its version
 */
record HistoryKey(long hour, String model, String project, String client) {
    private static final int LONGEST_NAME = 120;
    private static final String OTHERS = "(others)";

    static HistoryKey of(RequestRecord record) {
        return new HistoryKey(
                hour(record.arrived()),
                clipped(record.served()),
                clipped(record.caller().project()),
                clipped(record.caller().name().split("/", 2)[0]));
    }

    /** The row of everything in this hour that gets none of its own. */
    HistoryKey others() {
        return new HistoryKey(hour, OTHERS, OTHERS, OTHERS);
    }

    /** The hour that a moment lies in. */
    static long hour(Instant moment) {
        return Math.floorDiv(moment.getEpochSecond(), 3600L);
    }

    private static String clipped(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }
}

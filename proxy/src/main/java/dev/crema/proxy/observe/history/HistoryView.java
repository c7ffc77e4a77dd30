package dev.crema.proxy.observe.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answer to a {@link HistoryQuery}.
 *
 * @param totals of the whole time, with what belongs to no row
 * @param rows hours and days in their order, others with the most requests first
 */
public record HistoryView(HistoryQuery query, Tally totals, List<Row> rows) {
    /** Copies the list. */
    public HistoryView {
        rows = List.copyOf(rows);
    }

    /** The sum of what has the same label. */
    public record Row(String label, Tally tally) {}

    /** Of sums by the values of the grouping's column. */
    static HistoryView of(HistoryQuery query, Map<String, Tally> sums) {
        Tally totals = sums.values().stream().reduce(Tally.ZERO, Tally::plus);
        Map<String, Tally> labelled = new TreeMap<>();
        sums.forEach((value, tally) -> labelled.merge(query.by().label(value, query.zone()), tally, Tally::plus));
        List<Row> rows = new ArrayList<>();
        labelled.forEach((label, tally) -> {
            if (tally.get(Measure.REQUESTS) > 0) {
                rows.add(new Row(label, tally));
            }
        });
        if (!query.by().ordered()) {
            rows.sort(Comparator.comparingLong((Row row) -> row.tally().get(Measure.REQUESTS))
                    .reversed());
        }
        return new HistoryView(query, totals, rows);
    }
}

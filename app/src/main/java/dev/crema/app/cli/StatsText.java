package dev.crema.app.cli;

import dev.crema.app.text.Amounts;
import dev.crema.proxy.observe.history.HistoryView;
import dev.crema.proxy.observe.history.Measure;
import dev.crema.proxy.observe.history.Tally;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/** The history as {@code crema stats} prints it: the totals, then a table for each grouping. */
final class StatsText {
    private static final int LONGEST_LABEL = 36;

    private StatsText() {}

    /** The text, ending in a line break. */
    static String of(LocalDate first, LocalDate last, List<HistoryView> views) {
        Tally totals = views.getFirst().totals();
        String time = first.equals(last) ? "on " + first : "from " + first + " to " + last;
        if (totals.get(Measure.REQUESTS) == 0) {
            return "Crema answered no request " + time + ".\n";
        }
        StringBuilder text = new StringBuilder("Crema " + time + "\n\n" + SummaryText.of(totals));
        views.forEach(view -> table(view, text));
        return text.toString();
    }

    private static void table(HistoryView view, StringBuilder text) {
        text.append('\n');
        row(text, view.query().by().wireName(), "requests", "prompt tokens", "reused", "time saved", "cost saved");
        for (HistoryView.Row row : view.rows()) {
            Tally tally = row.tally();
            row(
                    text,
                    label(row.label()),
                    Amounts.count(tally.get(Measure.REQUESTS)),
                    Amounts.count(tally.get(Measure.PROMPT_TOKENS)),
                    Amounts.percent(tally.tokenHitRate()),
                    Amounts.duration(tally.savedSeconds()),
                    Amounts.dollars(tally.savedDollars()));
        }
    }

    private static void row(
            StringBuilder text, String label, String requests, String tokens, String reused, String time, String cost) {
        text.append(
                String.format(Locale.ROOT, "  %-36s%10s%16s%10s%14s%12s", label, requests, tokens, reused, time, cost)
                        .stripTrailing());
        text.append('\n');
    }

    /** Names come from clients: no control characters reach the terminal. */
    private static String label(String name) {
        String shown = name.isEmpty() ? "(unknown)" : name.replaceAll("\\p{Cntrl}", "?");
        return shown.length() <= LONGEST_LABEL ? shown : "…" + shown.substring(shown.length() - LONGEST_LABEL + 1);
    }
}

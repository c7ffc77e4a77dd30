package dev.crema.proxy.config;

import java.util.ArrayList;
import java.util.List;

/**
 * What tokens cost at vendors, to tell what the same work would have cost there. Rows are tried in order, the first whose
 * glob matches counts.
 */
public record PriceTable(List<Row> rows) {
    /** Prompt caches of vendors sell reused tokens at a tenth. */
    static final double CACHE_READ_SHARE = 0.1;

    private static final Price FREE = new Price(0, 0, 0);

    /** Copies the list. */
    public PriceTable {
        rows = List.copyOf(rows);
    }

    /**
     * US dollars per million tokens.
     *
     * @param input prompt tokens that were computed
     * @param output tokens that were generated
     * @param cacheRead prompt tokens that were reused
     */
    public record Price(double input, double output, double cacheRead) {
        /** With reused tokens at a tenth of the input's price. */
        public Price(double input, double output) {
            this(input, output, input * CACHE_READ_SHARE);
        }
    }

    /**
     * One line of the table.
     *
     * @param glob the name of a model, where {@code *} stands for any text and {@code ?} for one character; in any case
     */
    public record Row(String glob, Price price) {
        boolean matches(String model) {
            return Globs.matches(glob, model);
        }
    }

    /** The price of the model that a client asked for; nothing if no row matches. */
    public Price of(String model) {
        return rows.stream()
                .filter(row -> row.matches(model))
                .map(Row::price)
                .findFirst()
                .orElse(FREE);
    }

    /** This table after other rows, which therefore win. */
    PriceTable after(List<Row> first) {
        List<Row> all = new ArrayList<>(first);
        all.addAll(rows);
        return new PriceTable(all);
    }

    /** Rough list prices of autumn 2026 for names that clients ask for; the last row is for all others. */
    public static PriceTable defaults() {
        return new PriceTable(List.of(
                row("claude-*fable*", 10, 50),
                row("claude-*mythos*", 10, 50),
                row("claude-3-opus*", 15, 75),
                row("claude-opus-4-1*", 15, 75),
                row("claude-opus-4-2025*", 15, 75),
                row("claude-*opus*", 5, 25),
                row("claude-sonnet-5*", 2, 10),
                row("claude-*sonnet*", 3, 15),
                row("claude-*haiku*", 1, 5),
                row("gpt-*nano*", 0.05, 0.4),
                row("gpt-*mini*", 0.25, 2),
                row("gpt-4o*", 2.5, 10),
                row("gpt-4.1*", 2, 8),
                row("gpt-*", 1.25, 10),
                row("*codex*", 1.25, 10),
                row("gemini-*flash*", 0.3, 2.5),
                row("gemini-*", 1.25, 10),
                row("*", 3, 15)));
    }

    private static Row row(String glob, double input, double output) {
        return new Row(glob, new Price(input, output));
    }
}

package dev.crema.app.cli;

import dev.crema.app.text.Amounts;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.observe.history.Measure;
import dev.crema.proxy.observe.history.Tally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the caches did, as a block of lines for people. */
final class SummaryText {
    private SummaryText() {}

    /** What a server says when it ends; nothing if nothing was asked of it. */
    static String atExit(Tally tally) {
        return tally.get(Measure.REQUESTS) == 0 ? "" : "\nSince Crema started\n\n" + of(tally);
    }

    /** One line for each thing that can be told, each ending in a line break. */
    static String of(Tally tally) {
        List<String> lines = new ArrayList<>();
        lines.add(line(
                "requests",
                Amounts.count(tally.get(Measure.REQUESTS)),
                "a cache helped " + Amounts.count(tally.hits()) + " (" + Amounts.percent(tally.hitRate()) + ")"));
        lines.add(line(
                "prompt tokens",
                Amounts.count(tally.get(Measure.PROMPT_TOKENS)),
                "reused " + Amounts.count(tally.get(Measure.REUSED_TOKENS)) + " ("
                        + Amounts.percent(tally.tokenHitRate()) + "), computed "
                        + Amounts.count(tally.computedTokens())));
        if (tally.get(Measure.HEAD_TOKENS) > 0) {
            lines.add(line(
                    "system prompts",
                    Amounts.count(tally.get(Measure.HEAD_TOKENS)),
                    "tokens, reused " + Amounts.count(tally.get(Measure.HEAD_REUSED_TOKENS)) + "; whole in "
                            + Amounts.count(tally.get(Measure.HEAD_HITS)) + " requests"));
        }
        lines.add(line("answer tokens", Amounts.count(tally.get(Measure.OUTPUT_TOKENS)), ""));
        tally.meanMissSeconds()
                .ifPresent(seconds -> lines.add(line("first token", Amounts.seconds(seconds), "without a cache")));
        tally.meanHitSeconds()
                .ifPresent(seconds -> lines.add(line("first token", Amounts.seconds(seconds), "with a cache")));
        lines.add(line("time saved", Amounts.duration(tally.savedSeconds()), ""));
        lines.add(line(
                "cost saved",
                Amounts.dollars(tally.savedDollars()),
                "of the " + Amounts.dollars(tally.rawDollars()) + " that the tokens would cost at vendors"));
        if (tally.get(Measure.EVICTIONS) > 0) {
            lines.add(line("evictions", Amounts.count(tally.get(Measure.EVICTIONS)), ""));
        }
        lines.add(line("from", "", levels(tally)));
        return String.join("", lines);
    }

    private static String levels(Tally tally) {
        return Arrays.stream(CacheLevel.values())
                .filter(level -> tally.get(Measure.of(level)) > 0)
                .map(level -> name(level) + " " + Amounts.count(tally.get(Measure.of(level))))
                .collect(Collectors.joining(", "));
    }

    private static String name(CacheLevel level) {
        return switch (level) {
            case MISS -> "no cache";
            case L1_MEMORY -> "L1 memory";
            case L1_SSD -> "L1 SSD";
            case L2 -> "L2";
            case L3 -> "L3";
            case REMOTE -> "remote";
            case SEMANTIC -> "semantic";
        };
    }

    private static String line(String name, String value, String rest) {
        return String.format(Locale.ROOT, "  %-15s%14s  %s", name, value, rest).stripTrailing() + "\n";
    }
}

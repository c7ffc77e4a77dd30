package dev.crema.app.cli;

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
                count(tally.get(Measure.REQUESTS)),
                "a cache helped " + count(tally.hits()) + " (" + percent(tally.hitRate()) + ")"));
        lines.add(line(
                "prompt tokens",
                count(tally.get(Measure.PROMPT_TOKENS)),
                "reused " + count(tally.get(Measure.REUSED_TOKENS)) + " (" + percent(tally.tokenHitRate())
                        + "), computed " + count(tally.computedTokens())));
        if (tally.get(Measure.HEAD_TOKENS) > 0) {
            lines.add(line(
                    "system prompts",
                    count(tally.get(Measure.HEAD_TOKENS)),
                    "tokens, reused " + count(tally.get(Measure.HEAD_REUSED_TOKENS)) + "; whole in "
                            + count(tally.get(Measure.HEAD_HITS)) + " requests"));
        }
        lines.add(line("answer tokens", count(tally.get(Measure.OUTPUT_TOKENS)), ""));
        tally.meanMissSeconds()
                .ifPresent(seconds -> lines.add(line("first token", seconds(seconds), "without a cache")));
        tally.meanHitSeconds().ifPresent(seconds -> lines.add(line("first token", seconds(seconds), "with a cache")));
        lines.add(line("time saved", duration(tally.savedSeconds()), ""));
        lines.add(line(
                "cost saved",
                dollars(tally.savedDollars()),
                "of the " + dollars(tally.rawDollars()) + " that the tokens would cost at vendors"));
        if (tally.get(Measure.EVICTIONS) > 0) {
            lines.add(line("evictions", count(tally.get(Measure.EVICTIONS)), ""));
        }
        lines.add(line("from", "", levels(tally)));
        return String.join("", lines);
    }

    private static String levels(Tally tally) {
        return Arrays.stream(CacheLevel.values())
                .filter(level -> tally.get(Measure.of(level)) > 0)
                .map(level -> name(level) + " " + count(tally.get(Measure.of(level))))
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

    /** Digits in groups of three. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A share from 0 to 1; never 100 % for a little less. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", Math.floor(share * 1000 + 1e-9) / 10);
    }

    /** With cents, or more digits where cents would hide it. */
    static String dollars(double value) {
        return String.format(Locale.ROOT, value != 0 && value < 0.1 ? "$%.4f" : "$%,.2f", value);
    }

    /** The two largest units: {@code 3 h 12 min}. */
    static String duration(double seconds) {
        if (seconds < 60) {
            return seconds(seconds);
        }
        long minutes = (long) seconds / 60;
        return minutes < 60
                ? minutes + " min " + (long) seconds % 60 + " s"
                : count(minutes / 60) + " h " + minutes % 60 + " min";
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
    }
}

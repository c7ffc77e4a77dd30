package dev.crema.proxy.normalize;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How agents tell a model what is left of its tokens. {@code <budget:token_budget>} is none of them: it names the whole, which
 * does not change.
 */
final class BudgetMarkers {
    private static final String USAGE = "(?:Token usage|USD budget): [^<\\n]*";
    private static final String MARKER = "(?:<total_tokens>[^<]*</total_tokens>"
            + "|<context_usage>[^<]*</context_usage>"
            + "|<system_warning>\\s*" + USAGE + "\\s*</system_warning>"
            + "|<system-reminder>\\s*" + USAGE + "\\s*</system-reminder>"
            + "|(?m:^Token usage: [\\d.,]+ ?/ ?[\\d.,]+; [\\d.,]+ remaining$))";

    /** With the line break after them. */
    static final Pattern ANYWHERE = Pattern.compile(MARKER + "\\n?");

    /** At the end of a text; group 1 holds them without the white space around. */
    private static final Pattern AT_END = Pattern.compile("\\s*(" + MARKER + "(?:\\s*" + MARKER + ")*)\\s*\\z");

    /** The search is quadratic in white space, and agents' markers are short. */
    private static final int LONGEST_END = 2000;

    private BudgetMarkers() {}

    /** A text cut in two: what was said, and the markers at its end; these may be empty. */
    record Split(String said, String markers) {}

    static Split atEnd(String text) {
        int from = Math.max(0, text.length() - LONGEST_END);
        Matcher matcher = AT_END.matcher(text.substring(from));
        return matcher.find()
                ? new Split(text.substring(0, from + matcher.start()), matcher.group(1))
                : new Split(text, "");
    }
}

package dev.crema.app.dashboard.chat;

import dev.crema.app.text.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What an answer cost.
 *
 * @param firstToken seconds from the question to the first word; 0: none came
 * @param tokensPerSecond behind the first; 0: too few to tell
 * @param prompt tokens of the conversation so far
 * @param reused of these, tokens that did not have to be computed again
 * @param output tokens of the answer; 0: not told, for an answer that was stopped
 */
record AnswerFigures(double firstToken, double tokensPerSecond, int prompt, int reused, int output) {
    /** In a line for people; empty if nothing is known yet. */
    String line() {
        List<String> parts = new ArrayList<>();
        if (firstToken > 0) {
            parts.add("First token " + Amounts.seconds(firstToken));
        }
        if (tokensPerSecond > 0) {
            parts.add(String.format(Locale.ROOT, "%.1f tok/s", tokensPerSecond));
        }
        if (output > 0) {
            parts.add(Amounts.count(output) + (output == 1 ? " token" : " tokens"));
        }
        if (prompt > 0) {
            parts.add("Prompt " + Amounts.count(prompt) + " tokens, " + Amounts.count(reused) + " reused");
        }
        return String.join("  ·  ", parts);
    }
}

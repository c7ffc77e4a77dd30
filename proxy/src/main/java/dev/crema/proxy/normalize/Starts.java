package dev.crema.proxy.normalize;

import java.util.regex.Matcher;

/**
 * Looks for a pattern at the starts of lines and at tags only. A search at every character of a system prompt would take
 * longer than a cached answer may.
 */
final class Starts {
    private Starts() {}

    /** Whether the matcher's pattern is found at or after a place; the match is the matcher's then. */
    static boolean find(Matcher matcher, String text, int from) {
        for (int i = from; i < text.length(); i++) {
            boolean start = i == 0 || text.charAt(i - 1) == '\n' || text.charAt(i) == '<';
            if (start && matcher.region(i, text.length()).lookingAt()) {
                return true;
            }
        }
        return false;
    }
}

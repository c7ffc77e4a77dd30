package dev.crema.app.dashboard.requests;

/**
 * Where two texts part: what they begin with in common, what differs, and what they end with in common. On one line each.
 *
 * @param start in common at the beginning
 * @param before what only the earlier text has between
 * @param now what only the later one has
 * @param end in common at the end
 */
record Difference(String start, String before, String now, String end) {
    /** Of an earlier text and a later one; every run of white space is one blank. */
    static Difference of(String earlier, String later) {
        String before = earlier.replaceAll("\\s+", " ");
        String now = later.replaceAll("\\s+", " ");
        int shorter = Math.min(before.length(), now.length());
        int start = 0;
        while (start < shorter && before.charAt(start) == now.charAt(start)) {
            start++;
        }
        if (start > 0 && start < before.length() && Character.isLowSurrogate(before.charAt(start))) {
            start--;
        }
        int end = 0;
        while (end < shorter - start
                && before.charAt(before.length() - 1 - end) == now.charAt(now.length() - 1 - end)) {
            end++;
        }
        if (end > 0 && Character.isLowSurrogate(before.charAt(before.length() - end))) {
            end--;
        }
        return new Difference(
                before.substring(0, start),
                before.substring(start, before.length() - end),
                now.substring(start, now.length() - end),
                before.substring(before.length() - end));
    }
}

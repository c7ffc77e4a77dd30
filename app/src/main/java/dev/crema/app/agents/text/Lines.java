package dev.crema.app.agents.text;

/** Line ends and indentation of a text. */
final class Lines {
    private Lines() {}

    /** The line end that the text uses; a line feed if it has none. */
    static String end(String text) {
        int feed = text.indexOf('\n');
        return feed > 0 && text.charAt(feed - 1) == '\r' ? "\r\n" : "\n";
    }

    /** Whether the offset is at a line end or at the end of the text. */
    static boolean isEnd(String text, int offset) {
        return offset >= text.length() || text.charAt(offset) == '\n' || text.startsWith("\r\n", offset);
    }

    /** The offset at which the line of an offset ends, before its line end. */
    static int endOf(String text, int offset) {
        int feed = text.indexOf('\n', offset);
        if (feed < 0) {
            return text.length();
        }
        return feed > offset && text.charAt(feed - 1) == '\r' ? feed - 1 : feed;
    }

    /** The offset at which the next line begins, or the end of the text. */
    static int next(String text, int offset) {
        int feed = text.indexOf('\n', offset);
        return feed < 0 ? text.length() : feed + 1;
    }

    /** The offset at which the line of an offset begins; a byte order mark belongs to no line. */
    static int startOf(String text, int offset) {
        int start = text.lastIndexOf('\n', offset - 1) + 1;
        return start == 0 && text.startsWith("\uFEFF") ? Math.min(1, offset) : start;
    }

    /** The blanks that the line of an offset begins with. */
    static String indent(String text, int offset) {
        int start = startOf(text, offset);
        return text.substring(start, afterBlanks(text, start));
    }

    /** The first offset from here on that holds no space or tab. */
    static int afterBlanks(String text, int offset) {
        int at = offset;
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The last offset back from here that has no space or tab before it. */
    static int beforeBlanks(String text, int offset) {
        int at = offset;
        while (at > 0 && isBlank(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}

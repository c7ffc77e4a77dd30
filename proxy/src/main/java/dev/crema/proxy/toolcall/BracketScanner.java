package dev.crema.proxy.toolcall;

/** Follows brackets and strings through a JSON or Python value, to tell where it ends. */
final class BracketScanner {
    private static final char NONE = 0;

    private final String quotes;
    private final StringBuilder open = new StringBuilder();
    private char quote = NONE;
    private boolean escaped;

    private BracketScanner(String quotes) {
        this.quotes = quotes;
    }

    static BracketScanner json() {
        return new BracketScanner("\"");
    }

    static BracketScanner python() {
        return new BracketScanner("\"'");
    }

    void accept(char c) {
        if (quote != NONE) {
            acceptInString(c);
        } else if (quotes.indexOf(c) >= 0) {
            quote = c;
        } else {
            switch (c) {
                case '{' -> open.append('}');
                case '[' -> open.append(']');
                case '(' -> open.append(')');
                case '}', ']', ')' -> open.setLength(Math.max(0, open.length() - 1));
                default -> {}
            }
        }
    }

    private void acceptInString(char c) {
        if (escaped) {
            escaped = false;
        } else if (c == '\\') {
            escaped = true;
        } else if (c == quote) {
            quote = NONE;
        }
    }

    boolean inString() {
        return quote != NONE;
    }

    /** Brackets that wait for their end; 0 after a bracket was closed: the value is complete. */
    int depth() {
        return open.length();
    }

    /** The closing brackets that are missing, in the order in which they would have to come. */
    String missing() {
        return new StringBuilder(open).reverse().toString();
    }
}

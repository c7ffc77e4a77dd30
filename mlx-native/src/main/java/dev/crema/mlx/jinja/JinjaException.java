package dev.crema.mlx.jinja;

/** A template cannot be parsed or rendered, or refused its input itself. */
public final class JinjaException extends RuntimeException {
    private final String words;
    private final int line;
    private final boolean raisedByTemplate;

    private JinjaException(String message, int line, boolean raisedByTemplate) {
        super(message);
        this.words = message;
        this.line = line;
        this.raisedByTemplate = raisedByTemplate;
    }

    /** An error whose place the interpreter fills in. */
    JinjaException(String message) {
        this(message, 0, false);
    }

    /** An error at a line of the template, from 1. */
    JinjaException(String message, int line) {
        this(message, line, false);
    }

    /** What {@code raise_exception} throws: the template's own words. */
    static JinjaException raised(String message) {
        return new JinjaException(message, 0, true);
    }

    /** This error at a line, unless it already knows one. */
    JinjaException at(int errorLine) {
        if (line > 0) {
            return this;
        }
        var placed = new JinjaException(words, errorLine, raisedByTemplate);
        placed.setStackTrace(getStackTrace());
        return placed;
    }

    /** Whether the template called {@code raise_exception}; then the message is the template's alone. */
    public boolean raisedByTemplate() {
        return raisedByTemplate;
    }

    /** Line of the template, from 1; 0 if none is known. */
    public int line() {
        return line;
    }

    /** The template's own words if it raised the error, else the line and what was not understood there. */
    @Override
    public String getMessage() {
        return raisedByTemplate || line == 0 ? words : "line " + line + ": " + words;
    }
}

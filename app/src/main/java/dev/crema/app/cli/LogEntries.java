package dev.crema.app.cli;

import dev.crema.app.live.LogLines.Severity;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts the log's lines together to entries, a stack trace with what it belongs to, and passes on those that are wanted. One thread. */
final class LogEntries {
    /** As logback.xml writes them. */
    private static final Pattern BEGIN =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\S+ (?<level>ERROR|WARN|INFO|DEBUG|TRACE)\\b.*");

    private final Severity least;
    private final @Nullable Pattern wanted;
    private final Consumer<String> out;
    private final StringBuilder entry = new StringBuilder();
    private boolean severe;
    /** Whether the entry that was passed on or left out last was passed on: lines that come late go its way. */
    private boolean passed;

    /**
     * Nothing read yet.
     *
     * @param least the least severity that is wanted
     * @param wanted what must be found in an entry; null: anything
     */
    LogEntries(Severity least, @Nullable Pattern wanted, Consumer<String> out) {
        this.least = least;
        this.wanted = wanted;
        this.out = out;
    }

    /** The next line, without its end. */
    void add(String line) {
        Matcher begin = BEGIN.matcher(line);
        if (begin.matches()) {
            pause();
            severe = severity(begin.group("level")).compareTo(least) <= 0;
            entry.append(line);
        } else if (!entry.isEmpty()) {
            entry.append('\n').append(line);
        } else if (passed) {
            out.accept(line);
        }
    }

    /** No line follows for now: the last entry is taken to be complete. */
    void pause() {
        if (!entry.isEmpty()) {
            String text = entry.toString();
            passed = severe && (wanted == null || wanted.matcher(text).find());
            if (passed) {
                out.accept(text);
            }
            entry.setLength(0);
        }
    }

    private static Severity severity(String level) {
        return level.equals("TRACE") ? Severity.DEBUG : Severity.valueOf(level);
    }
}

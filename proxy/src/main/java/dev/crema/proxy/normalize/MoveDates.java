package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import java.util.regex.Pattern;

/**
 * opencode, Claude Code, pi and most others: the system prompt names today's date, opencode's inside {@code <env>}. At
 * midnight every conversation would be computed anew, and none would share its head with yesterday's. Lines that name a date
 * or a time go to the first user's message; a date that changes within a session is told in the turn in which it changed.
 *
 * <p>Only lines with a year or a time of day in them: a sentence about dates stays.
 */
final class MoveDates implements Rule {
    private static final String NAMED = "[ \\t]*(?:[-*] +)?(?:today['’]s date|today is"
            + "|(?:the )?current (?:date and time|datetime|date|local time|time)"
            + "|(?:date|time|date and time)(?=[ \\t]*:))";
    private static final String WHEN = "(?=[^\\n]*(?:\\b20\\d\\d\\b|\\b\\d{1,2}:\\d\\d\\b))";
    private static final Pattern DATE = Pattern.compile("(?i)" + NAMED + WHEN + "[^\\n]{0,160}(?:\\n|\\z)"
            + "|<(current_date|current_time|current_datetime|today|date)>[^<\\n]{0,80}</\\1>\\n?");

    private final HeadNotes notes;

    MoveDates(SessionMemory memory) {
        notes = new HeadNotes(memory, name(), DATE, HeadNotes.Place.FIRST_TURN);
    }

    @Override
    public String name() {
        return "move-dates";
    }

    @Override
    public String effect() {
        return "dates left the system prompt for a user's message";
    }

    @Override
    public ChatRequest apply(ChatRequest request) {
        return notes.move(request);
    }
}

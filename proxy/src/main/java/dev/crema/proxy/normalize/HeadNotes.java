package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Moves what changes from day to day, or from request to request, out of the system prompt and behind it: into a user's
 * message, marked as a reminder. So the system prompt and the tools stay the same, and with them everything computed for
 * them.
 */
final class HeadNotes {
    private final SessionMemory memory;
    private final String rule;
    private final Pattern note;
    private final Place place;

    /** Where the first note goes; one that differs from it always goes to the end of the newest turn. */
    enum Place {
        /** Before the first turn's text: it stays true for a while, and later turns must not move it. */
        FIRST_TURN,
        /** After the newest turn's text: it is never true for long. */
        NEWEST_TURN
    }

    /** Notes are what matches {@code note}, at the start of a line or a tag, in the system messages at the start. */
    HeadNotes(SessionMemory memory, String rule, Pattern note, Place place) {
        this.memory = memory;
        this.rule = rule;
        this.note = note;
        this.place = place;
    }

    /** The request with its notes moved; the same one if there are none, or nobody has asked anything. */
    ChatRequest move(ChatRequest request) {
        List<Message> messages = new ArrayList<>(request.messages());
        List<Integer> turns = turns(messages);
        List<String> found = new ArrayList<>();
        if (turns.isEmpty()) {
            return request;
        }
        for (int i = 0; i < messages.size() && messages.get(i).role() == Role.SYSTEM; i++) {
            messages.set(i, new Message(Role.SYSTEM, without(messages.get(i).parts(), found)));
        }
        if (found.isEmpty()) {
            return request;
        }
        int newest = turns.size() - 1;
        NavigableMap<Integer, String> notes =
                memory.place(request, rule, String.join("\n", found), place == Place.FIRST_TURN ? 0 : newest, newest);
        notes.forEach((turn, text) -> {
            int index = turns.get(turn);
            boolean before = turn == 0 && place == Place.FIRST_TURN;
            messages.set(index, with(messages.get(index), reminder(text), before));
        });
        messages.removeIf(
                message -> message.role() == Role.SYSTEM && message.parts().isEmpty());
        return request.withMessages(messages);
    }

    /** The places of the users' messages. */
    static List<Integer> turns(List<Message> messages) {
        List<Integer> turns = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).role() == Role.USER) {
                turns.add(i);
            }
        }
        return turns;
    }

    private List<Part> without(List<Part> parts, List<String> found) {
        List<Part> rest = new ArrayList<>(parts.size());
        for (Part part : parts) {
            Part cut = part instanceof Part.Text(String text) ? new Part.Text(without(text, found)) : part;
            if (!(cut instanceof Part.Text(String text)) || !text.isBlank()) {
                rest.add(cut);
            }
        }
        return rest;
    }

    private String without(String text, List<String> found) {
        Matcher matcher = note.matcher(text);
        StringBuilder kept = new StringBuilder();
        int from = 0;
        while (Starts.find(matcher, text, from)) {
            found.add(matcher.group().strip());
            kept.append(text, from, matcher.start());
            from = matcher.end();
        }
        return from == 0 ? text : kept.append(text, from, text.length()).toString();
    }

    private static Message with(Message message, Part reminder, boolean before) {
        List<Part> parts = new ArrayList<>(message.parts());
        parts.add(before ? 0 : parts.size(), reminder);
        return new Message(message.role(), parts);
    }

    /** A text that stands in a user's message and is none of theirs. */
    static Part reminder(String text) {
        return new Part.Text("<system-reminder>\n" + text + "\n</system-reminder>");
    }
}

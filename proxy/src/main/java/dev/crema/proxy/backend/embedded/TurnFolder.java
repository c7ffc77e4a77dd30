package dev.crema.proxy.backend.embedded;

import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reshapes a conversation into turns its template accepts, so that a later turn only ever appends: what is decided about
 * a message depends on the messages before it, never on those after the next answer.
 */
final class TurnFolder {
    private final TemplateTraits traits;

    TurnFolder(TemplateTraits traits) {
        this.traits = traits;
    }

    /**
     * At most one system message at the start, others only where the template renders them in place.
     *
     * @param instructions what the system prompt says besides the client's own words; may be empty
     */
    List<Message> fold(List<Message> messages, String instructions) {
        int leading = 0;
        while (leading < messages.size() && messages.get(leading).role() == Role.SYSTEM) {
            leading++;
        }
        List<String> head = new ArrayList<>();
        messages.subList(0, leading).forEach(message -> head.add(PartText.of(message.parts())));
        head.add(instructions);
        return withHead(PartText.join(head), oneCallEach(turns(messages.subList(leading, messages.size()))));
    }

    /**
     * A system message that cannot stand where it is joins the user turn around it: the message before it, which has no
     * answer yet whenever this place is rendered first, or else the message after it.
     */
    private List<Message> turns(List<Message> messages) {
        List<Message> turns = new ArrayList<>();
        boolean waiting = false; // the last turn is a reminder whose user message is still to come
        for (Message message : messages) {
            Role last = turns.isEmpty() ? null : turns.getLast().role();
            switch (message.role()) {
                case SYSTEM -> {
                    if (traits.laterSystem()) {
                        turns.add(message);
                    } else {
                        waiting |= last != Role.USER;
                        addOrJoin(turns, reminder(message), last == Role.USER);
                    }
                }
                case USER -> {
                    addOrJoin(turns, message, last == Role.USER && (waiting || !traits.adjacentUsers()));
                    waiting = false;
                }
                case ASSISTANT -> {
                    addOrJoin(turns, message, last == Role.ASSISTANT);
                    waiting = false;
                }
            }
        }
        return turns;
    }

    private static void addOrJoin(List<Message> turns, Message message, boolean join) {
        turns.add(join ? joined(turns.removeLast(), message) : message);
    }

    private static Message joined(Message first, Message second) {
        List<Part> parts = new ArrayList<>(first.parts());
        parts.addAll(second.parts());
        return new Message(first.role(), parts);
    }

    private static Message reminder(Message system) {
        return Message.text(Role.USER, "<system-reminder>\n" + PartText.of(system.parts()) + "\n</system-reminder>");
    }

    private List<Message> withHead(String head, List<Message> turns) {
        if (head.isEmpty()) {
            return turns;
        }
        List<Message> all = new ArrayList<>(turns);
        Message message = Message.text(traits.leadingSystem() ? Role.SYSTEM : Role.USER, head);
        boolean join = message.role() == Role.USER
                && !turns.isEmpty()
                && turns.getFirst().role() == Role.USER;
        all.addFirst(join ? joined(message, all.removeFirst()) : message);
        return all;
    }

    /** Where a template takes one call per message, each call and its result become turns of their own. */
    private List<Message> oneCallEach(List<Message> turns) {
        if (traits.tools() == null || traits.tools().parallelCalls()) {
            return turns;
        }
        List<Message> split = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            List<Part.ToolUse> calls = parts(turns.get(i), Part.ToolUse.class);
            Message answer = i + 1 < turns.size() ? turns.get(i + 1) : null;
            if (calls.size() < 2 || answer == null || answer.role() != Role.USER) {
                split.add(turns.get(i));
            } else {
                split.addAll(interleaved(turns.get(i), calls, answer));
                i++;
            }
        }
        return split;
    }

    private static List<Message> interleaved(Message calling, List<Part.ToolUse> calls, Message answer) {
        List<Message> turns = new ArrayList<>();
        List<Part> before = new ArrayList<>(calling.parts());
        before.removeAll(calls);
        List<Part> rest = new ArrayList<>(answer.parts());
        for (Part.ToolUse call : calls) {
            before.add(call);
            turns.add(new Message(Role.ASSISTANT, before));
            before.clear();
            Part.ToolResult result = resultOf(call, answer);
            if (result != null) {
                rest.remove(result);
                turns.add(new Message(Role.USER, List.of(result)));
            }
        }
        addOrJoin(turns, new Message(Role.USER, rest), turns.getLast().role() == Role.USER);
        return turns;
    }

    private static Part.@Nullable ToolResult resultOf(Part.ToolUse call, Message answer) {
        return parts(answer, Part.ToolResult.class).stream()
                .filter(result -> result.toolUseId().equals(call.id()))
                .findFirst()
                .orElse(null);
    }

    private static <P extends Part> List<P> parts(Message message, Class<P> kind) {
        return message.parts().stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}

package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Claude Code: a system message right after the first question describes the environment and the skills, some two thousand
 * tokens that are the same in every conversation of a folder. It goes before the question's text, as a reminder, so that a
 * new conversation and a compacted one share it with those before.
 *
 * <p>Counters of tokens stay where they are: they differ each time.
 */
final class LeadWithEnvironment implements Rule {
    @Override
    public String name() {
        return "lead-with-environment";
    }

    @Override
    public String effect() {
        return "the environment went before the first question";
    }

    @Override
    public ChatRequest apply(ChatRequest request) {
        List<Message> messages = new ArrayList<>(request.messages());
        List<Integer> turns = HeadNotes.turns(messages);
        if (turns.isEmpty()) {
            return request;
        }
        int first = turns.getFirst();
        List<Part> environment = new ArrayList<>();
        while (first + 1 < messages.size() && describes(messages.get(first + 1))) {
            messages.remove(first + 1)
                    .parts()
                    .forEach(part -> environment.add(HeadNotes.reminder(((Part.Text) part).text())));
        }
        environment.addAll(messages.get(first).parts());
        messages.set(first, new Message(Role.USER, environment));
        return request.withMessages(messages);
    }

    private static boolean describes(Message message) {
        return message.role() == Role.SYSTEM
                && message.parts().stream()
                        .allMatch(part -> part instanceof Part.Text(String text)
                                && !BudgetMarkers.ANYWHERE.matcher(text).find());
    }
}

package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * What one rule did to one request.
 *
 * @param rule the rule's name
 * @param where the messages by their index before the rule, the tools, or the client
 * @param what in words; holds nothing of the prompt
 */
public record Change(String rule, String where, String what) {
    /** The change between two states of a request that are not equal. */
    static Change between(ChatRequest before, ChatRequest after, Rule rule) {
        List<String> places = new ArrayList<>();
        List<String> messages = messages(before.messages(), after.messages());
        if (!messages.isEmpty()) {
            places.add((messages.size() == 1 ? "message " : "messages ") + String.join(", ", messages));
        }
        if (!before.tools().equals(after.tools())) {
            places.add("tools");
        }
        if (!before.client().equals(after.client())) {
            places.add("client");
        }
        return new Change(rule.name(), String.join("; ", places), rule.effect());
    }

    /** Where messages are lost or new, those after them count from the end. */
    private static List<String> messages(List<Message> before, List<Message> after) {
        int last = Math.min(before.size(), after.size());
        int same = 0;
        if (before.size() != after.size()) {
            while (same < last && before.get(before.size() - 1 - same).equals(after.get(after.size() - 1 - same))) {
                same++;
            }
        }
        List<String> changed = new ArrayList<>();
        for (int i = 0; i < before.size() - same; i++) {
            if (i >= after.size() || !before.get(i).equals(after.get(i))) {
                changed.add(String.valueOf(i));
            }
        }
        return changed;
    }

    @Override
    public String toString() {
        return rule + ": " + what + " (" + where + ")";
    }
}
